package dev.syncline.deadletter;

import dev.syncline.kafka.ChannelProducers;
import dev.syncline.kafka.Durably;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.settings.Settings;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.Message;
import io.smallrye.reactive.messaging.kafka.fault.KafkaDeadLetterQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes what could not be processed, with the headers of SmallRye's own dead-letter strategy. */
@ApplicationScoped
public class DeadLetterPublisher {

    /** Tells the size of a value that, with the headers, is larger than the topic takes; the table has it. */
    static final String VALUE_LEFT_OUT = "syncline-value-left-out";

    @Inject
    Settings settings;

    @Inject
    ChannelProducers producers;

    /** Returns once the broker has all of them durably. */
    public void publish(List<DeadLetterRow> letters) {
        Durably.send(
                producers.deadLetters(),
                letters,
                letter -> message(letter, letter.message().payload()),
                this::withoutValue);
    }

    private Optional<ProducerRecord<byte[], byte[]>> withoutValue(DeadLetterRow letter) {
        byte[] value = letter.message().payload();
        if (value == null) {
            return Optional.empty();
        }
        ProducerRecord<byte[], byte[]> message = message(letter, null);
        message.headers().add(VALUE_LEFT_OUT, bytes(value.length));
        return Optional.of(message);
    }

    private ProducerRecord<byte[], byte[]> message(DeadLetterRow letter, byte[] value) {
        Message came = letter.message();
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(settings.deadLetter().topic(), came.key(), value);
        add(message, KafkaDeadLetterQueue.DEAD_LETTER_EXCEPTION_CLASS_NAME, letter.exception());
        add(message, KafkaDeadLetterQueue.DEAD_LETTER_REASON, letter.detail());
        add(message, KafkaDeadLetterQueue.DEAD_LETTER_CAUSE, letter.cause().code());
        add(message, KafkaDeadLetterQueue.DEAD_LETTER_TOPIC, came.topic());
        add(message, KafkaDeadLetterQueue.DEAD_LETTER_PARTITION, came.partition());
        add(message, KafkaDeadLetterQueue.DEAD_LETTER_OFFSET, came.offset());
        add(
                message,
                OutboxCodec.SCHEMA_HEADER,
                Objects.requireNonNullElse(came.schemaVersion(), OutboxCodec.NO_VERSION));
        return message;
    }

    private static void add(ProducerRecord<byte[], byte[]> message, String name, Object value) {
        if (value != null) {
            message.headers().add(name, bytes(value));
        }
    }

    private static byte[] bytes(Object value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
