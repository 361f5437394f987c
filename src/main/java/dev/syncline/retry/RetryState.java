package dev.syncline.retry;

import java.time.Instant;

/**
 * How repeating stands.
 *
 * @param failureCount failures in a row of the call that has most; 0 while none fails
 * @param nextRetryTime when the first of the waiting calls is tried again, or null where none waits
 * @param lastCause why the call that has most failed last, or null where none fails
 */
public record RetryState(int failureCount, Instant nextRetryTime, Circuit circuit, Cause lastCause) {

    /** The worse of the two backends' circuits. */
    public enum Circuit {
        CLOSED,
        HALF_OPEN,
        OPEN
    }
}
