package dev.syncline.analytics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class WindowTest {

    private static final Instant END = Instant.parse("2026-03-01T10:20:30.456Z");

    @Property
    void aWindowIsCutIntoAtMost120Buckets(
            @ForAll @LongRange(min = 60_000, max = 31L * 86_400_000) long millis,
            @ForAll @LongRange(max = 86_400_000) long later) {
        Instant end = END.plusMillis(later);
        Window window = Window.endingAt(end, Duration.ofMillis(millis));

        assertTrue(window.buckets().size() <= 120);
        assertTrue(Duration.between(window.start(), end).toMillis() >= millis);
        assertTrue(Duration.between(window.start(), end).toMillis() < millis + (window.byHour() ? 3_600_000 : 60_000));
        assertEquals(window.start(), window.buckets().get(0));
        assertEquals(
                window.seconds(),
                window.buckets().stream().mapToDouble(window::secondsOf).sum(),
                0.001);
        window.buckets().forEach(bucket -> {
            assertEquals(bucket, window.bucketOf(bucket));
            assertEquals(bucket, window.bucketOf(bucket.plus(window.bucket()).minusMillis(1)));
        });
    }

    @Example
    void anHourIsToldByMinutes() {
        Window window = Window.endingAt(END, Duration.ofHours(1));
        assertEquals(Instant.parse("2026-03-01T09:20:00Z"), window.start());
        assertEquals(Duration.ofMinutes(1), window.bucket());
        assertEquals(61, window.buckets().size());
        assertEquals(30.456, window.secondsOf(Instant.parse("2026-03-01T10:20:00Z")));
    }

    @Example
    void moreThanADayIsToldByHours() {
        Window window = Window.endingAt(END, Duration.ofDays(31));
        assertEquals(Instant.parse("2026-01-29T10:00:00Z"), window.start());
        assertEquals(Duration.ofHours(7), window.bucket());
        assertTrue(window.byHour());
    }
}
