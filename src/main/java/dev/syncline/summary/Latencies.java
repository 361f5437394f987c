package dev.syncline.summary;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long many things took, counted in buckets that each reach {@link #GROWTH} times as far as the one before. A percentile
 * told from them is off by at most 5 % (and half a millisecond, as whole ones are told); the longest time is exact.
 *
 * @param buckets counts above 0, by the bucket's number: {@link #NO_TIME}, or as {@link #GROWTH} says
 * @param longestMillis 0 where nothing was counted
 */
public record Latencies(SortedMap<Integer, Long> buckets, long longestMillis) {

    public static final Latencies NONE = new Latencies(Collections.emptySortedMap(), 0);

    /** Bucket b holds what lies above GROWTH^(b-1) milliseconds, and up to GROWTH^b. */
    public static final double GROWTH = 1.1;

    /** The bucket of what took less than a millisecond. */
    public static final int NO_TIME = -1;

    /** From the ends of a bucket, this is off by the same share of either. */
    private static final double MIDDLE = 2 / (GROWTH + 1);

    public static Latencies of(Map<Integer, Long> buckets, long longestMillis) {
        return new Latencies(new TreeMap<>(buckets), longestMillis);
    }

    public static Latencies sum(Collection<Latencies> latencies) {
        SortedMap<Integer, Long> buckets = new TreeMap<>();
        long longest = 0;
        for (Latencies some : latencies) {
            some.buckets.forEach((bucket, count) -> buckets.merge(bucket, count, Long::sum));
            longest = Math.max(longest, some.longestMillis);
        }
        return new Latencies(buckets, longest);
    }

    public long count() {
        return buckets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The least time within which at least so many of a hundred stayed (nearest rank); empty where nothing was counted. */
    public Optional<Duration> percentile(int percent) {
        long wanted = Math.max(1, (count() * percent + 99) / 100);
        long reached = 0;
        for (Map.Entry<Integer, Long> bucket : buckets.entrySet()) {
            reached += bucket.getValue();
            if (reached >= wanted) {
                return Optional.of(Duration.ofMillis(middle(bucket.getKey())));
            }
        }
        return Optional.empty();
    }

    public Optional<Duration> longest() {
        return buckets.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(longestMillis));
    }

    private long middle(int bucket) {
        return bucket == NO_TIME ? 0 : Math.min(longestMillis, Math.round(Math.pow(GROWTH, bucket) * MIDDLE));
    }
}
