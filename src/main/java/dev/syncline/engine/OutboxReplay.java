package dev.syncline.engine;

import dev.syncline.retry.Backend;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.store.PartitionQueries;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Notices a database that was restored to an earlier state, which knows less of the outbox than was applied, and an
 * outbox that was made anew, of which it knows nothing; and has the outbox taken again from there, even if no new
 * change comes to show the gap.
 */
@ApplicationScoped
public class OutboxReplay {

    private static final Logger LOG = Logger.getLogger(OutboxReplay.class);

    @Inject
    OutboxPartitions partitions;

    @Inject
    PartitionQueries stored;

    @Inject
    NetworkMonitor network;

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        if (!network.online(Backend.DATABASE) || !network.online(Backend.BROKER)) {
            return;
        }
        try {
            Map<Integer, Long> applied = partitions.applied();
            Map<Integer, Long> read = partitions.readSinceAssigned();
            if (!applied.isEmpty() || !read.isEmpty()) {
                Map<Integer, Long> nextOffsets = stored.nextOffsets(partitions.topicIdNow());
                applied.forEach((partition, offset) -> compare(partition, offset, nextOffsets));
                read.forEach((partition, offset) -> compare(partition, offset, nextOffsets));
                read.keySet().forEach(partitions::compared);
            }
        } catch (SQLException
                | ExecutionException
                | TimeoutException
                | KafkaException
                | CompletionException
                | RejectedExecutionException
                | IllegalStateException e) {
            // The consumers end before the timer does.
            LOG.debug("the partitions could not be compared; the next look will", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void compare(int partition, long known, Map<Integer, Long> nextOffsets) {
        // Of a topic that was never applied, everything is wanted from the start.
        long next = nextOffsets.getOrDefault(partition, 0L);
        if (next < known) {
            LOG.warnf("outbox sought back: partition=%d from=%d to=%d", partition, known, next);
            partitions.forget(partition);
            partitions.seek(partition, next);
        }
    }
}
