package dev.syncline.engine;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Hears when the outbox's partitions are dealt out anew. */
@ApplicationScoped
@Identifier("outbox-partitions")
public class OutboxAssignment implements KafkaConsumerRebalanceListener {

    @Inject
    OutboxPartitions partitions;

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
        partitions.assigned(assigned.stream().map(TopicPartition::partition).toList());
    }
}
