package dev.syncline.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends many messages at once. */
public final class Durably {

    private Durably() {}

    /**
     * Returns once the broker has all of them durably.
     *
     * @throws IllegalStateException where it did not take one; others it may have taken
     */
    public static void send(Producer<byte[], byte[]> producer, Stream<ProducerRecord<byte[], byte[]>> messages) {
        List<Future<?>> sent = new ArrayList<>();
        messages.forEachOrdered(message -> {
            Future<?> future = producer.send(message);
            if (future.isDone()) {
                // Refused while sending: with the broker away, every further one would wait for it as long again.
                await(future);
            } else {
                sent.add(future);
            }
        });
        sent.forEach(Durably::await);
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while messages were published", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take every message", e.getCause());
        }
    }
}
