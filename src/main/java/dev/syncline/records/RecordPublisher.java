package dev.syncline.records;

import dev.syncline.json.JsonWriter;
import dev.syncline.kafka.BrokerClients;
import dev.syncline.kafka.Durably;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.settings.Settings;
import dev.syncline.store.Epoch;
import dev.syncline.store.RecordRow;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes resolved records by key to a compacted topic, for other services, where that is switched on. */
@Startup
@ApplicationScoped
public class RecordPublisher {

    /** What is told of a deleted record: its message has no value, so that compaction forgets it. */
    static final String DELETED_HEADER = "syncline-deleted";

    private static final byte[] SCHEMA_VERSION = "1".getBytes(StandardCharsets.UTF_8);

    // As the acks' channel is set. A channel that is switched off cannot have an emitter, and one without warns at each
    // start.
    private static final Map<String, Object> PRODUCER = Map.of(
            ProducerConfig.CLIENT_ID_CONFIG, "syncline-records",
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
            ProducerConfig.LINGER_MS_CONFIG, 0,
            ProducerConfig.BATCH_SIZE_CONFIG, 131_072,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);

    @Inject
    Settings settings;

    @Inject
    BrokerClients clients;

    private Producer<byte[], byte[]> producer;

    @PostConstruct
    void open() {
        if (isOn()) {
            producer = clients.producer(PRODUCER);
        }
    }

    public boolean isOn() {
        return settings.records().enabled();
    }

    /** Returns once the broker has all of them durably. */
    public void publish(Collection<RecordRow> rows, Epoch epoch) {
        Durably.send(producer, rows, row -> message(row, epoch));
    }

    private ProducerRecord<byte[], byte[]> message(RecordRow row, Epoch epoch) {
        byte[] json = JsonWriter.writeBytes(RecordJson.of(row, epoch));
        boolean deleted = row.stored().state().deleted();
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(settings.records().topic(), row.key().composite(), deleted ? null : json);
        message.headers().add(OutboxCodec.SCHEMA_HEADER, SCHEMA_VERSION);
        if (deleted) {
            message.headers().add(DELETED_HEADER, json);
        }
        return message;
    }

    @PreDestroy
    void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
