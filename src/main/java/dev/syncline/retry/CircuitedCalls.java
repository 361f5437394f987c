package dev.syncline.retry;

import io.smallrye.faulttolerance.api.CircuitBreakerName;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;

/** Spares a backend that fails, by refusing calls for a moment; a circuit a backend, shared by all consumers. */
@ApplicationScoped
public class CircuitedCalls {

    static final String DATABASE = "database";
    static final String BROKER = "broker";

    private static final int FAILURES_IN_A_ROW = 4;
    // Shorter than the backoff's steps, so that the circuit lets recovery be found at the next try.
    private static final long OPEN_MILLIS = 1_000;

    @CircuitBreakerName(DATABASE)
    @CircuitBreaker(
            requestVolumeThreshold = FAILURES_IN_A_ROW,
            failureRatio = 1,
            delay = OPEN_MILLIS,
            delayUnit = ChronoUnit.MILLIS,
            failOn = FailedAttempt.OfEnvironment.class)
    <T> T database(Supplier<T> work) {
        return judged(work);
    }

    @CircuitBreakerName(BROKER)
    @CircuitBreaker(
            requestVolumeThreshold = FAILURES_IN_A_ROW,
            failureRatio = 1,
            delay = OPEN_MILLIS,
            delayUnit = ChronoUnit.MILLIS,
            failOn = FailedAttempt.OfEnvironment.class)
    <T> T broker(Supplier<T> work) {
        try {
            return judged(work);
        } catch (ItemFault refused) {
            // What is to be published is decided and committed: there is nothing left to set aside.
            throw new FailedAttempt.OfEnvironment(
                    Verdict.environment(Cause.BROKER, Backend.BROKER), refused.getCause());
        }
    }

    // Errors too: one that a value brings about must not end its consumer.
    private static <T> T judged(Supplier<T> work) {
        try {
            return work.get();
        } catch (Throwable failure) {
            throw judged(failure);
        }
    }

    private static RuntimeException judged(Throwable failure) {
        if (failure instanceof ItemFault known) {
            return known;
        }
        Verdict verdict = FailureTable.of(failure);
        return switch (verdict.blame()) {
            case ITEM -> new ItemFault(failure, false);
            case STOPPING -> new StoppingException();
            case CONTENTION -> new FailedAttempt(verdict, failure);
            case ENVIRONMENT -> new FailedAttempt.OfEnvironment(verdict, failure);
        };
    }
}
