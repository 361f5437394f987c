package dev.syncline.engine;

import dev.syncline.store.BatchReads;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Has a consumer read again what its group has committed and the database has not, as after a restore: the next message
 * alone would show the gap, and there may be none for long.
 */
@ApplicationScoped
class OutboxCatchUp {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Logger LOG = Logger.getLogger(OutboxCatchUp.class);

    @Inject
    OutboxPartitions partitions;

    @Inject
    AgroalDataSource database;

    @Inject
    BatchReads reads;

    /** On the polling thread, of partitions just assigned. */
    void seekBack(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
        try {
            Map<Integer, Long> nextOffsets = nextOffsets(assigned);
            assigned.forEach(partition -> seekBack(consumer, partition, nextOffsets.get(partition.partition())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | ExecutionException | TimeoutException | KafkaException e) {
            LOG.warn("The outbox is read from where its group stands: its offsets could not be compared", e);
        }
    }

    private Map<Integer, Long> nextOffsets(Collection<TopicPartition> assigned)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        if (assigned.isEmpty()) {
            return Map.of();
        }
        List<Integer> numbers = assigned.stream().map(TopicPartition::partition).toList();
        String topicId = partitions.topicId();
        try (Connection connection = database.getConnection()) {
            return reads.nextOffsets(connection, topicId, numbers);
        }
    }

    /** Never forward: what lies between is applied, but its acks may not have been published. */
    private static void seekBack(Consumer<?, ?> consumer, TopicPartition partition, Long next) {
        if (next != null && next < consumer.position(partition, PATIENCE)) {
            LOG.warnf("outbox sought back: partition=%d to=%d", partition.partition(), next);
            consumer.seek(partition, next);
        }
    }
}
