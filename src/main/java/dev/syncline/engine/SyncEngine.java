package dev.syncline.engine;

import dev.syncline.acks.AckPublisher;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * The seed's Sync Engine: applies each batch of the outbox in one transaction, then publishes its acks; returning
 * commits the offset. A crash anywhere only repeats.
 */
@ApplicationScoped
public class SyncEngine {

    private static final Logger LOG = Logger.getLogger(SyncEngine.class);

    @Inject
    BatchAttempts attempts;

    @Inject
    OutboxPartitions partitions;

    @Inject
    AckPublisher acks;

    @Inject
    EngineMetrics metrics;

    @Incoming(OutboxPartitions.CHANNEL)
    @Blocking("syncline-engine")
    public void process(ConsumerRecords<byte[], byte[]> batch) {
        List<BatchItem> items = new ArrayList<>(batch.count());
        for (ConsumerRecord<byte[], byte[]> message : batch) {
            items.add(BatchItem.of(message));
        }
        BatchTransaction.Result result = metrics.timed("apply", () -> attempts.apply(items, Set.of()));
        answer(result);
        metrics.batch(items, result.plan());
        if (!result.gaps().isEmpty()) {
            BatchTransaction.Result rest = afterGaps(items, result.gaps());
            answer(rest);
            metrics.resolved(rest.plan());
        }
    }

    private void answer(BatchTransaction.Result result) {
        metrics.timed("publish", () -> {
            attempts.publish(() -> acks.publish(result.plan().answers, result.epoch()));
            return null;
        });
    }

    /**
     * What lies above a partition's next offset was not applied: it comes again once the partition was sought back, as
     * after a restore of the database. Where the broker itself has nothing in between, it is applied now.
     */
    private BatchTransaction.Result afterGaps(List<BatchItem> items, Map<Integer, Long> gaps) {
        Set<Integer> natural = new HashSet<>();
        gaps.forEach((partition, expected) -> {
            long first = partitions.firstOffsetFrom(partition, expected);
            boolean nothingBetween = items.stream()
                    .filter(item -> item.message().partition() == partition)
                    .anyMatch(item -> item.message().offset() == first);
            if (nothingBetween) {
                LOG.warnf("outbox has no messages: partition=%d from=%d to=%d", partition, expected, first);
                natural.add(partition);
            } else {
                LOG.warnf("outbox sought back: partition=%d to=%d", partition, expected);
                partitions.seek(partition, expected);
            }
        });
        List<BatchItem> rest = items.stream()
                .filter(item -> natural.contains(item.message().partition()))
                .toList();
        return attempts.apply(rest, natural);
    }
}
