package dev.syncline.service;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** The outbox as somebody writes to it who goes past the ingress. */
final class OutboxTopic {

    private OutboxTopic() {}

    /** A message of the present schema version. */
    static ProducerRecord<byte[], byte[]> message(String key, String value) {
        return message(key, value.getBytes(StandardCharsets.UTF_8), "1");
    }

    static ProducerRecord<byte[], byte[]> message(String key, byte[] value, String schemaVersion) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                "syncline.outbox", key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
        if (schemaVersion != null) {
            message.headers().add("syncline-schema", schemaVersion.getBytes(StandardCharsets.UTF_8));
        }
        return message;
    }

    /** As the ingress would write it. */
    static String envelope(String tenant, String change) {
        return "{\"tenant\":\"" + tenant
                + "\",\"subject\":\"alice\",\"clientId\":\"phone\",\"receivedAt\":1760000000000,"
                + "\"clamped\":1760000000000,\"change\":" + change + "}";
    }

    static void send(List<ProducerRecord<byte[], byte[]>> messages) {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
                ProducerConfig.ACKS_CONFIG,
                "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            messages.forEach(message -> sent.add(producer.send(message)));
            for (Future<?> future : sent) {
                future.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
