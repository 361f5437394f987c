package dev.syncline.engine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.faulttolerance.Retry;
import io.smallrye.faulttolerance.api.ExponentialBackoff;

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
    BatchTransaction.Result apply(List<BatchItem> items, Set<Integer> naturalGaps) throws Exception {
        return transaction.apply(partitions.topicId(), items, naturalGaps);
    }

    @Retry(maxRetries = -1, maxDuration = 0, delay = 1, delayUnit = ChronoUnit.SECONDS, jitter = 500)
    @ExponentialBackoff(maxDelay = 5, maxDelayUnit = ChronoUnit.MINUTES)
    void publish(Runnable acks) {
        acks.run();
    }
}
