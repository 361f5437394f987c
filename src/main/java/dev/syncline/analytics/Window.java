package dev.syncline.analytics;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * The time that an answer is about, in equal buckets of which the last may be cut short.
 *
 * @param start of a minute, or where it is told by hours, of an hour
 * @param bucket whole minutes, or whole hours
 */
record Window(Instant start, Instant end, boolean byHour, Duration bucket) {

    static final Duration DEFAULT = Duration.ofHours(1);
    static final Duration SHORTEST = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofDays(31);

    /** Longer ones are told by hours, or they would be made of very many minutes. */
    private static final Duration LONGEST_BY_MINUTE = Duration.ofDays(1);

    private static final int MAX_BUCKETS = 120;

    /** At least as long as asked for: it begins with a whole minute or hour. */
    static Window endingAt(Instant end, Duration asked) {
        boolean byHour = asked.compareTo(LONGEST_BY_MINUTE) > 0;
        ChronoUnit unit = byHour ? ChronoUnit.HOURS : ChronoUnit.MINUTES;
        Instant start = end.minus(asked).truncatedTo(unit);
        long units = unit.between(start, end) + 1;
        long inBucket = (units + MAX_BUCKETS - 1) / MAX_BUCKETS;
        return new Window(start, end, byHour, Duration.of(inBucket, unit));
    }

    Instant bucketOf(Instant time) {
        return start.plus(bucket.multipliedBy(Duration.between(start, time).dividedBy(bucket)));
    }

    List<Instant> buckets() {
        return Stream.iterate(start, at -> at.isBefore(end), at -> at.plus(bucket))
                .toList();
    }

    double seconds() {
        return seconds(start, end);
    }

    /** How much of a bucket lies within the window. */
    double secondsOf(Instant bucketStart) {
        Instant bucketEnd = bucketStart.plus(bucket);
        return seconds(bucketStart, bucketEnd.isBefore(end) ? bucketEnd : end);
    }

    private static double seconds(Instant from, Instant until) {
        return Duration.between(from, until).toMillis() / 1_000.0;
    }
}
