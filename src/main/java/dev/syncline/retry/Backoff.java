package dev.syncline.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: 1 s, 2 s, 4 s ... at most 5 min, each drawn between half and the whole of its
 * step so that consumers and instances do not try together.
 */
public final class Backoff {

    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final int MAX_DOUBLINGS = 30;

    private Backoff() {}

    /** @param failures how many there were in a row, at least 1 */
    public static Duration after(int failures, RandomGenerator random) {
        return drawn(step(failures), random);
    }

    static Duration step(int failures) {
        Duration step = FIRST.multipliedBy(1L << Math.min(Math.max(failures, 1) - 1, MAX_DOUBLINGS));
        return step.compareTo(LONGEST) < 0 ? step : LONGEST;
    }

    static Duration drawn(Duration step, RandomGenerator random) {
        long whole = step.toNanos();
        long half = whole - whole / 2;
        return Duration.ofNanos(random.nextLong(half, whole + 1));
    }
}
