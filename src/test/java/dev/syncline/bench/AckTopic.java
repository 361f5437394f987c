package dev.syncline.bench;

import dev.syncline.change.Json;
import dev.syncline.json.JsonReader;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic of acks, read from its first message to the last there is now. */
final class AckTopic {

    private static final String TOPIC = "syncline.acks";

    /** On what instances tell each other there: it is no ack. */
    private static final String CONTROL_HEADER = "syncline-control";

    private AckTopic() {}

    /** The changes that it has an ack of. */
    static Set<UUID> changes(String bootstrapServers) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Set<UUID> changes = new HashSet<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                    if (message.headers().lastHeader(CONTROL_HEADER) == null) {
                        Map<String, Object> ack =
                                Json.object(JsonReader.stored().read(message.value()));
                        changes.add(UUID.fromString((String) ack.get("changeId")));
                    }
                }
            }
            return changes;
        }
    }
}
