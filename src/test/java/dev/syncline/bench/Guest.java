package dev.syncline.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A member that joins the engine's group, takes its share of partitions, does nothing and leaves: two rebalances. */
final class Guest {

    private static final Duration BREATH = Duration.ofMillis(50);

    private final Map<String, Object> config;

    Guest(String bootstrapServers) {
        config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG,
                "syncline",
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                6_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                1_500,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
    }

    /** Returns whether it was dealt a partition. */
    boolean visit(Duration stay) {
        long deadline = System.nanoTime() + stay.toNanos();
        boolean dealt = false;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("syncline.outbox"));
            while (System.nanoTime() < deadline) {
                consumer.poll(BREATH);
                dealt |= !consumer.assignment().isEmpty();
            }
        }
        return dealt;
    }
}
