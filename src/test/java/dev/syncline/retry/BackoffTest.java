package dev.syncline.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long it is waited before the next try. */
class BackoffTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "5, 16", "8, 128", "9, 256", "10, 300", "11, 300", "1000000, 300"})
    void stepsDoubleUpToFiveMinutes(int failures, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), Backoff.step(failures));
    }

    @Property
    void aDelayLiesBetweenHalfAndTheWholeOfItsStep(@ForAll @IntRange(min = 1) int failures, @ForAll long seed) {
        Duration step = Backoff.step(failures);
        Duration delay = Backoff.after(failures, new Random(seed));
        assertTrue(delay.compareTo(step.dividedBy(2)) >= 0, () -> delay + " of " + step);
        assertTrue(delay.compareTo(step) <= 0, () -> delay + " of " + step);
    }

    @Property
    void lanesDoNotTryTogether(@ForAll long seed) {
        Random random = new Random(seed);
        assertTrue(random.longs(20)
                        .map(any -> Backoff.after(5, random).toNanos())
                        .distinct()
                        .count()
                > 1);
    }
}
