package dev.syncline.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Sends many messages at once. */
public final class Durably {

    private Durably() {}

    /** What a message is of, and the answer that is awaited for it. */
    private record Sent<T>(T what, Future<?> answer) {}

    /**
     * Returns once the broker has the messages of all of these durably.
     *
     * @throws IllegalStateException where it did not take one; others it may have taken
     */
    public static <T> void send(
            Producer<byte[], byte[]> producer, Collection<T> all, Function<T, ProducerRecord<byte[], byte[]>> message) {
        send(producer, all, message, one -> Optional.empty());
    }

    /** @param smaller what is sent where a message is larger than its topic takes; empty where nothing is */
    public static <T> void send(
            Producer<byte[], byte[]> producer,
            Collection<T> all,
            Function<T, ProducerRecord<byte[], byte[]>> message,
            Function<T, Optional<ProducerRecord<byte[], byte[]>>> smaller) {
        List<Sent<T>> sent = new ArrayList<>(all.size());
        for (T one : all) {
            Sent<T> now = new Sent<>(one, producer.send(message.apply(one)));
            if (now.answer().isDone()) {
                // Refused while sending: with the broker away, every further one would wait for it as long again.
                await(producer, now, smaller);
            } else {
                sent.add(now);
            }
        }
        flush(producer);
        sent.forEach(one -> await(producer, one, smaller));
    }

    /** A producer that waits for more to go together with knows by this that there is no more. */
    private static void flush(Producer<byte[], byte[]> producer) {
        try {
            producer.flush();
        } catch (InterruptException e) {
            // It has set the thread's flag again.
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(Exception why) {
        return new IllegalStateException("interrupted while messages were published", why);
    }

    private static <T> void await(
            Producer<byte[], byte[]> producer,
            Sent<T> sent,
            Function<T, Optional<ProducerRecord<byte[], byte[]>>> smaller) {
        try {
            sent.answer().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        } catch (ExecutionException e) {
            boolean tooLarge = e.getCause() instanceof RecordTooLargeException;
            ProducerRecord<byte[], byte[]> instead =
                    tooLarge ? smaller.apply(sent.what()).orElse(null) : null;
            if (instead == null) {
                throw new IllegalStateException("the broker did not take every message", e.getCause());
            }
            await(producer, new Sent<>(sent.what(), producer.send(instead)), none -> Optional.empty());
        }
    }
}
