package dev.syncline.records;

import dev.syncline.json.JsonWriter;
import dev.syncline.kafka.BrokerClients;
import dev.syncline.kafka.ChannelProducers;
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
import java.util.HashMap;
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

    private static final String CLIENT_ID = "syncline-records";

    @Inject
    Settings settings;

    @Inject
    BrokerClients clients;

    @Inject
    ChannelProducers channels;

    private Producer<byte[], byte[]> producer;

    @PostConstruct
    void open() {
        if (isOn()) {
            producer = clients.producer(config());
        }
    }

    /** As the acks' producer. No channel: one that is switched off cannot have an emitter, and one without warns at each start. */
    private Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>(channels.acksConfig());
        config.put(ProducerConfig.CLIENT_ID_CONFIG, CLIENT_ID);
        return config;
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
