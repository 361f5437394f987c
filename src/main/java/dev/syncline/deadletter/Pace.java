package dev.syncline.deadletter;

import java.time.Duration;

/**
 * A rate as steps: few enough that each is worth a transaction, small enough that it holds little at a time.
 *
 * @param size dead letters in one step
 * @param period from one step to the next
 */
record Pace(int size, Duration period) {

    private static final int STEPS_A_SECOND = 10;
    private static final int LARGEST = 100;

    static Pace of(int rate) {
        int size = Math.max(1, Math.min(LARGEST, rate / STEPS_A_SECOND));
        return new Pace(size, Duration.ofSeconds(size).dividedBy(rate));
    }
}
