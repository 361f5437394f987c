package dev.syncline.outbox;

import dev.syncline.kafka.ChannelProducers;
import dev.syncline.retry.Backend;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.settings.Settings;
import dev.syncline.tracing.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Publishes to the outbox topic, and answers when all of a push is durable. */
@ApplicationScoped
public class KafkaOutboxPublisher implements OutboxPublisher {

    @Inject
    Settings settings;

    @Inject
    ChannelProducers producers;

    @Inject
    NetworkMonitor network;

    @Inject
    Traces traces;

    private final byte[] instance;

    @Inject
    KafkaOutboxPublisher(@ConfigProperty(name = "quarkus.uuid") String instance) {
        this.instance = instance.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Uni<Void> publish(List<OutboxRecord> records) {
        Header trace = traces.current();
        return durably(records.stream().map(record -> message(record, trace)).toList());
    }

    @Override
    public Uni<Void> publish(DeadLetterOrder order, byte[] key, byte[] message, String schemaVersion) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(settings.outbox().topic(), key, message);
        if (schemaVersion != null) {
            record.headers().add(OutboxCodec.SCHEMA_HEADER, schemaVersion.getBytes(StandardCharsets.UTF_8));
        }
        record.headers().add(DeadLetterOrder.HEADER, order.encode());
        Header trace = traces.current();
        if (trace != null) {
            record.headers().add(trace);
        }
        return durably(List.of(record));
    }

    private Uni<Void> durably(List<ProducerRecord<byte[], byte[]>> messages) {
        // Not by who subscribes: for as long as that waits for whatever comes after, it would keep the messages.
        CompletableFuture<Void> durable = send(messages);
        return Uni.createFrom()
                .completionStage(durable)
                .ifNoItem()
                .after(settings.outbox().sendTimeout())
                .failWith(this::tookTooLong);
    }

    private OutboxUnavailableException tookTooLong() {
        network.failed(Backend.BROKER);
        return new OutboxUnavailableException(new TimeoutException("the broker took too long"));
    }

    private CompletableFuture<Void> send(List<ProducerRecord<byte[], byte[]>> messages) {
        if (!network.online(Backend.BROKER)) {
            // Known to be away: nobody waits for it.
            return CompletableFuture.failedFuture(
                    new OutboxUnavailableException(new DisconnectException("the broker is away")));
        }
        CompletableFuture<Void> durable = new CompletableFuture<>();
        AtomicInteger outstanding = new AtomicInteger(messages.size());
        try {
            Producer<byte[], byte[]> producer = producers.outbox();
            for (ProducerRecord<byte[], byte[]> message : messages) {
                if (durable.isCompletedExceptionally()) {
                    // The broker is away: every further send would wait for it as long again.
                    break;
                }
                producer.send(message, (metadata, failure) -> {
                    if (failure != null) {
                        network.failed(Backend.BROKER);
                        durable.completeExceptionally(new OutboxUnavailableException(failure));
                    } else if (outstanding.decrementAndGet() == 0) {
                        network.succeeded(Backend.BROKER);
                        durable.complete(null);
                    }
                });
            }
        } catch (RuntimeException e) {
            durable.completeExceptionally(e);
        }
        return durable;
    }

    private ProducerRecord<byte[], byte[]> message(OutboxRecord record, Header trace) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(settings.outbox().topic(), record.key().composite(), OutboxCodec.encode(record));
        message.headers().add(OutboxCodec.SCHEMA_HEADER, OutboxCodec.schemaVersion());
        message.headers().add(OutboxCodec.INSTANCE_HEADER, instance);
        if (trace != null) {
            message.headers().add(trace);
        }
        return message;
    }
}
