package dev.syncline.engine;

import io.smallrye.faulttolerance.api.ExponentialBackoff;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.faulttolerance.Retry;

/** Tries a batch until it is through: what the environment does costs time, never a change. */
@ApplicationScoped
public class BatchAttempts {

    @Inject
    BatchTransaction transaction;

    @Inject
    OutboxPartitions partitions;

    /** Repeats the whole transaction: whatever failed, nothing of it is there. */
    @Retry(maxRetries = -1, maxDuration = 0, delay = 1, delayUnit = ChronoUnit.SECONDS, jitter = 500)
    @ExponentialBackoff(maxDelay = 5, maxDelayUnit = ChronoUnit.MINUTES)
    BatchTransaction.Result apply(List<BatchItem> items, Set<Integer> naturalGaps) {
        try {
            return transaction.apply(partitions.topicId(), items, naturalGaps);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before a batch was applied", e);
        } catch (SQLException | ExecutionException | TimeoutException e) {
            throw new BatchFailedException(e);
        }
    }

    @Retry(maxRetries = -1, maxDuration = 0, delay = 1, delayUnit = ChronoUnit.SECONDS, jitter = 500)
    @ExponentialBackoff(maxDelay = 5, maxDelayUnit = ChronoUnit.MINUTES)
    void publish(Runnable acks) {
        acks.run();
    }
}
