package dev.syncline.deadletter;

import dev.syncline.kafka.ChannelProducers;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.settings.Settings;
import io.smallrye.reactive.messaging.kafka.fault.KafkaDeadLetterQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Publishes what could not be processed, with the headers of SmallRye's own dead-letter strategy. */
@ApplicationScoped
public class DeadLetterPublisher {

    /** Tells the size of a value that, with the headers, is larger than the topic takes; the table has it. */
    static final String VALUE_LEFT_OUT = "syncline-value-left-out";

    @Inject
    Settings settings;

    @Inject
    ChannelProducers producers;

    /** A letter and the answer that is awaited for it. */
    private record Sent(DeadLetter letter, Future<?> answer) {}

    /** Returns once the broker has all of them durably. */
    public void publish(List<DeadLetter> letters) {
        Producer<byte[], byte[]> producer = producers.deadLetters();
        List<Sent> sent = new ArrayList<>(letters.size());
        for (DeadLetter letter : letters) {
            Sent one = new Sent(letter, producer.send(message(letter, letter.value())));
            if (one.answer().isDone()) {
                // Refused while sending: with the broker away, every further one would wait for it as long again.
                await(producer, one);
            } else {
                sent.add(one);
            }
        }
        for (Sent one : sent) {
            await(producer, one);
        }
    }

    private void await(Producer<byte[], byte[]> producer, Sent sent) {
        try {
            sent.answer().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while dead letters were published", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException && sent.letter().value() != null) {
                await(producer, withoutValue(producer, sent.letter()));
            } else {
                throw new IllegalStateException("the broker did not take every dead letter", e.getCause());
            }
        }
    }

    private Sent withoutValue(Producer<byte[], byte[]> producer, DeadLetter letter) {
        ProducerRecord<byte[], byte[]> message = message(letter, null);
        message.headers().add(VALUE_LEFT_OUT, bytes(letter.value().length));
        DeadLetter cut = new DeadLetter(
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.key(),
                null,
                letter.schemaVersion(),
                letter.cause(),
                letter.detail(),
                letter.exceptionClass());
        return new Sent(cut, producer.send(message));
    }

    private ProducerRecord<byte[], byte[]> message(DeadLetter letter, byte[] value) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(settings.deadLetter().topic(), letter.key(), value);
        add(message, KafkaDeadLetterQueue.DEAD_LETTER_EXCEPTION_CLASS_NAME, letter.exceptionClass());
        add(message, KafkaDeadLetterQueue.DEAD_LETTER_REASON, letter.detail());
        add(message, KafkaDeadLetterQueue.DEAD_LETTER_CAUSE, letter.cause().code());
        add(message, KafkaDeadLetterQueue.DEAD_LETTER_TOPIC, letter.topic());
        add(message, KafkaDeadLetterQueue.DEAD_LETTER_PARTITION, letter.partition());
        add(message, KafkaDeadLetterQueue.DEAD_LETTER_OFFSET, letter.offset());
        add(message, OutboxCodec.SCHEMA_HEADER, letter.schemaVersion());
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
