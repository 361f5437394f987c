package dev.syncline.engine;

import dev.syncline.acks.AckPublisher;
import dev.syncline.acks.AckWaiters;
import dev.syncline.change.ErrorCode;
import dev.syncline.deadletter.DeadLetterPublisher;
import dev.syncline.records.RecordPublisher;
import dev.syncline.retry.Backend;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.retry.RetryManager;
import dev.syncline.store.BatchReads;
import dev.syncline.store.Epoch;
import dev.syncline.store.RecordRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Tries each step of a batch until it is through: what the environment does costs time, never a change. */
@ApplicationScoped
public class BatchAttempts {

    private static final Logger LOG = Logger.getLogger(BatchAttempts.class);

    /** A step that the database or the broker can refuse. */
    private interface Step<T> {
        T run(String topicId) throws SQLException;
    }

    @Inject
    RetryManager retry;

    @Inject
    NetworkMonitor network;

    @Inject
    BatchTransaction transaction;

    @Inject
    OutboxPartitions partitions;

    @Inject
    AckWaiters waiters;

    @Inject
    AckPublisher acks;

    @Inject
    DeadLetterPublisher deadLetters;

    @Inject
    RecordPublisher records;

    @Inject
    EngineMetrics metrics;

    BatchTransaction.Result apply(List<BatchItem> items, Set<Integer> naturalGaps, boolean releasing) {
        AtomicBoolean failed = new AtomicBoolean();
        EngineMetrics.Phase phase = metrics.phase("apply");
        BatchTransaction.Result result = inDatabase(topicId -> {
            try {
                return phase.attempt(() -> transaction.apply(topicId, items, naturalGaps, releasing));
            } catch (SQLException | RuntimeException | Error e) {
                if (failed.compareAndSet(false, true)) {
                    takeStartBack(topicId, items);
                }
                throw e;
            }
        });
        phase.ended();
        return result;
    }

    /** Tried once: where it cannot be written, the next start could not be either. */
    private void takeStartBack(String topicId, List<BatchItem> items) {
        Set<Integer> counted = partitions.watched(
                items.stream().map(item -> item.message().partition()).collect(Collectors.toSet()));
        if (counted.isEmpty() || !network.online(Backend.DATABASE)) {
            return;
        }
        try {
            transaction.takeStartBack(topicId, counted);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("a start could not be taken back", e);
        }
    }

    BatchTransaction.Result setAside(BatchItem item, ErrorCode cause, String detail, String exception) {
        return inDatabase(topicId -> transaction.setAside(topicId, item, cause, detail, exception));
    }

    Map<Integer, BatchReads.Starts> begin(Set<Integer> begun) {
        return inDatabase(topicId -> transaction.begin(topicId, begun));
    }

    int beginAlone(BatchItem item) {
        return inDatabase(topicId -> transaction.beginAlone(
                topicId, item.message().partition(), item.message().offset()));
    }

    void beCautious(int partition, long until) {
        inDatabase(topicId -> {
            transaction.beCautious(topicId, partition, until);
            return null;
        });
    }

    /** Tells what a transaction did to those who wait on this instance: they need not wait for the broker too. */
    void tell(BatchTransaction.Result result) {
        result.plan().answers.forEach(answer -> waiters.tell(answer.entry()));
    }

    /** Tells the world what a transaction did; before that, its messages are not done with. */
    void publish(BatchTransaction.Result result) {
        EngineMetrics.Phase phase = metrics.phase("publish");
        if (!result.plan().lettersToPublish.isEmpty()) {
            toBroker(phase, () -> deadLetters.publish(result.plan().lettersToPublish));
        }
        if (!result.plan().answers.isEmpty()) {
            toBroker(phase, () -> acks.publish(result.plan().answers, result.epoch()));
        }
        if (records.isOn()) {
            publishRecords(phase, result.plan().recordsToPublish(), result.epoch());
        }
        phase.ended();
    }

    /**
     * An instance that took the partition over meanwhile may have published later versions before: those are published
     * again, or the topic would keep what is older.
     */
    private void publishRecords(EngineMetrics.Phase phase, Collection<RecordRow> changed, Epoch epoch) {
        Collection<RecordRow> rows = changed;
        while (!rows.isEmpty()) {
            Collection<RecordRow> published = rows;
            toBroker(phase, () -> records.publish(published, epoch));
            rows = inDatabase(topicId -> phase.attempt(() -> transaction.rewritten(published)));
        }
    }

    private void toBroker(EngineMetrics.Phase phase, Runnable publishing) {
        retry.broker(() -> phase.attempt(() -> {
            publishing.run();
            return null;
        }));
    }

    long firstOffsetFrom(int partition, long offset) {
        long[] first = new long[1];
        retry.broker(() -> first[0] = partitions.firstOffsetFrom(partition, offset));
        return first[0];
    }

    void seek(int partition, long offset) {
        retry.broker(() -> partitions.seek(partition, offset));
    }

    private <T> T inDatabase(Step<T> step) {
        return retry.database(() -> {
            try {
                return step.run(partitions.topicId());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BatchFailedException(e);
            } catch (SQLException | ExecutionException | TimeoutException e) {
                throw new BatchFailedException(e);
            }
        });
    }
}
