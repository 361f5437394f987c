package dev.syncline.benchmark;

import dev.syncline.change.CompositeKey;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.outbox.OutboxRecord;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Fills the outbox as the ingress would. */
final class Producing implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;

    Producing(Site site) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", site.kafka(), "acks", "all", "linger.ms", 5, "batch.size", 65_536),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** What one would write by hand, to be answered as soon as can be. */
    static KafkaProducer<byte[], byte[]> bare(Site site) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", site.kafka(), "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void produce(int count, IntFunction<OutboxRecord> changes) {
        for (int index = 0; index < count; index++) {
            producer.send(message(Site.OUTBOX, changes.apply(index)));
        }
        producer.flush();
    }

    static ProducerRecord<byte[], byte[]> message(String topic, OutboxRecord change) {
        byte[] key = CompositeKey.of(
                change.key().tenant(), change.key().entity(), change.key().entityId());
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(topic, key, OutboxCodec.encode(change));
        message.headers().add(OutboxCodec.SCHEMA_HEADER, OutboxCodec.schemaVersion());
        return message;
    }

    @Override
    public void close() {
        producer.close();
    }
}
