package dev.syncline.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

public class LatenciesTest {

    /** The bound that {@link Latencies} states. */
    public static boolean isNear(long exact, long told) {
        return Math.abs(exact - told) <= exact * 0.05 + 0.5;
    }

    /** As people would look it up in a sorted list. */
    public static long nearestRank(List<Long> sorted, int percent) {
        int rank = 1;
        while (rank * 100 < percent * sorted.size()) {
            rank++;
        }
        return sorted.get(rank - 1);
    }

    static Latencies of(Collection<Long> millis) {
        Map<Integer, Long> buckets =
                millis.stream().collect(Collectors.groupingBy(LatenciesTest::bucketOf, Collectors.counting()));
        return Latencies.of(
                buckets, millis.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /** Counted up to, bucket by bucket. */
    private static int bucketOf(long millis) {
        int bucket = millis < 1 ? Latencies.NO_TIME : 0;
        for (double end = 1; end < millis; end *= Latencies.GROWTH) {
            bucket++;
        }
        return bucket;
    }

    @Property
    void percentilesAreAsFarOffAsStatedAtMost(
            @ForAll @Size(min = 1, max = 300) List<@LongRange(max = 3_000_000_000L) Long> millis,
            @ForAll @IntRange(max = 100) int percent) {
        List<Long> sorted = millis.stream().sorted().toList();
        long exact = nearestRank(sorted, percent);
        long told = of(millis).percentile(percent).orElseThrow().toMillis();
        assertTrue(isNear(exact, told), () -> exact + " told as " + told);
        assertTrue(told <= sorted.get(sorted.size() - 1));
    }

    @Example
    void theLongestIsExact() {
        assertEquals(
                Optional.of(Duration.ofMillis(123_457)),
                of(List.of(3L, 123_457L, 9L)).longest());
    }

    @Example
    void ofNothingNothingIsTold() {
        assertEquals(Optional.empty(), Latencies.NONE.percentile(50));
        assertEquals(Optional.empty(), Latencies.NONE.longest());
    }

    @Example
    void lessThanAMillisecondIsNone() {
        assertEquals(Optional.of(Duration.ZERO), of(List.of(0L, 0L, 5L)).percentile(50));
        assertEquals(Optional.of(Duration.ZERO), of(List.of(0L)).longest());
    }
}
