package dev.syncline.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A member that joins the engine's group, takes its share of partitions, does nothing and leaves: two rebalances. */
final class Guest {

    private static final Duration BREATH = Duration.ofMillis(50);
    // The others hear of it with their next heartbeat, and the database's limit of a statement is not reached.
    private static final Duration DEALING = Duration.ofSeconds(8);

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

    /** Stays for a while once it is dealt a partition; returns whether it was. */
    boolean visit(Duration stay) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("syncline.outbox"));
            BooleanSupplier dealt = () -> !consumer.assignment().isEmpty();
            poll(consumer, DEALING, dealt);
            boolean wasDealt = dealt.getAsBoolean();
            poll(consumer, stay, () -> false);
            return wasDealt;
        }
    }

    private static void poll(KafkaConsumer<byte[], byte[]> consumer, Duration atMost, BooleanSupplier enough) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < deadline && !enough.getAsBoolean()) {
            consumer.poll(BREATH);
        }
    }
}
