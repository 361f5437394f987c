package dev.syncline.kafka;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the Kafka clients that are not channels, from those of the {@code kafka.*} settings that each kind knows. */
@ApplicationScoped
public class BrokerClients {

    private final Map<String, Object> broker;

    BrokerClients(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        this.broker = broker;
    }

    /** @param own settings that override those of the broker */
    public Admin admin(Map<String, Object> own) {
        Map<String, Object> config = broker(AdminClientConfig.configNames());
        config.putAll(own);
        return Admin.create(config);
    }

    /**
     * Reads partitions apart from every group.
     *
     * @param own settings that override those of the broker
     */
    public KafkaConsumer<byte[], byte[]> reader(Map<String, Object> own) {
        Map<String, Object> config = broker(ConsumerConfig.configNames());
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.putAll(own);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** @param own settings that override those of the broker */
    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> own) {
        Map<String, Object> config = broker(ProducerConfig.configNames());
        config.putAll(own);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> broker(Set<String> names) {
        Map<String, Object> config = new HashMap<>(broker);
        config.keySet().retainAll(names);
        return config;
    }
}
