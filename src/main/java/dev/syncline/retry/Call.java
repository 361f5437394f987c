package dev.syncline.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/** One call with all its tries: how often it failed, and when it is tried again. */
final class Call<T> {

    /** Failures in a row while the probe succeeds, after which an item is suspected. */
    static final int SUSPICIOUS = 5;

    private static final int QUICK_REPEATS = 6;
    private static final Duration QUICK = Duration.ofMillis(5);

    private final Backend backend;
    private final Supplier<T> attempt;
    private final RetryManager manager;

    private long wakesAtStart;
    private int quickRepeats;
    private int unexplained;
    private volatile int failures;
    private volatile int step;
    private volatile Cause lastCause;
    private volatile Instant nextTry;

    /**
     * @param backend null where it makes calls to several
     * @param attempt throws {@link FailedAttempt} where it is to be repeated
     */
    Call(Backend backend, Supplier<T> attempt, RetryManager manager) {
        this.backend = backend;
        this.attempt = attempt;
        this.manager = manager;
    }

    T attempt() {
        wakesAtStart = manager.waits().wakes();
        try {
            return attempt.get();
        } catch (CircuitBreakerOpenException refused) {
            throw new FailedAttempt.ToRepeat(this, FailureTable.of(refused), refused);
        } catch (FailedAttempt failed) {
            throw new FailedAttempt.ToRepeat(this, failed.verdict(), failed.getCause());
        }
    }

    /** Waits until it is time for another try; throws where another try is no use. */
    void awaitNext(FailedAttempt failed) {
        Cause cause = failed.verdict().cause();
        if (cause != Cause.CIRCUIT || lastCause == null) {
            // A refusal does not say why the circuit opened.
            lastCause = cause;
        }
        Duration delay = delay(failed);
        nextTry = manager.now().plus(delay);
        manager.willRepeat(this, delay, failed);
        try {
            manager.waits().await(delay, wakesAtStart);
        } finally {
            nextTry = null;
        }
    }

    private Duration delay(FailedAttempt failed) {
        RandomGenerator random = manager.random();
        Verdict verdict = failed.verdict();
        if (verdict.cause() == Cause.CIRCUIT) {
            // Nothing was tried, so nothing is learnt from it: look again when the circuit lets one through.
            return Backoff.drawn(Backoff.FIRST, random);
        }
        failures++;
        if (verdict.blame() == Blame.CONTENTION && quickRepeats < QUICK_REPEATS) {
            return Backoff.drawn(QUICK.multipliedBy(1L << quickRepeats++), random);
        }
        suspect(failed);
        step++;
        return Backoff.after(step, random);
    }

    private void suspect(FailedAttempt failed) {
        boolean isUnexplained = backend == Backend.DATABASE
                && failed.verdict().mayBeItem()
                && manager.findsNothingWrong(Backend.DATABASE);
        unexplained = isUnexplained ? unexplained + 1 : 0;
        if (unexplained >= SUSPICIOUS) {
            throw new ItemFault(failed.getCause(), true);
        }
    }

    /** What was away is back: should it fail again, that is a new failure's first step. */
    void startOver() {
        step = 0;
    }

    /** As logs name it. */
    String label() {
        return backend == null ? "batch" : backend.label();
    }

    int failures() {
        return failures;
    }

    Cause lastCause() {
        return lastCause;
    }

    /** Null while it is being tried. */
    Instant nextTry() {
        return nextTry;
    }
}
