package dev.syncline.engine;

import dev.syncline.retry.RetryManager;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Tries a batch until it is through: what the environment does costs time, never a change. */
@ApplicationScoped
public class BatchAttempts {

    @Inject
    BatchTransaction transaction;

    @Inject
    OutboxPartitions partitions;

    @Inject
    RetryManager retry;

    /** Repeats the whole transaction: whatever failed, nothing of it is there. */
    BatchTransaction.Result apply(List<BatchItem> items, Set<Integer> naturalGaps) {
        return retry.database(() -> {
            try {
                return transaction.apply(partitions.topicId(), items, naturalGaps);
            } catch (SQLException | ExecutionException | TimeoutException | InterruptedException e) {
                throw new BatchFailedException(e);
            }
        });
    }

    void publish(Runnable acks) {
        retry.broker(acks);
    }
}
