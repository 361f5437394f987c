package dev.syncline.kafka;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** The producers of the outgoing channels: they take many records without a message object for each. */
@ApplicationScoped
public class ChannelProducers {

    private static final String OUTBOX = "outbox-out";
    private static final String ACKS = "acks-out";
    private static final String DEAD_LETTERS = "dead-letters-out";

    // An emitter opens its channel.
    @Inject
    @Channel(OUTBOX)
    Emitter<byte[]> outboxChannel;

    @Inject
    @Channel(ACKS)
    Emitter<byte[]> acksChannel;

    @Inject
    @Channel(DEAD_LETTERS)
    Emitter<byte[]> deadLettersChannel;

    @Inject
    KafkaClientService clients;

    public Producer<byte[], byte[]> outbox() {
        return of(OUTBOX);
    }

    public Producer<byte[], byte[]> acks() {
        return of(ACKS);
    }

    public Producer<byte[], byte[]> deadLetters() {
        return of(DEAD_LETTERS);
    }

    /** How the producer of {@link #acks()} is set up. */
    public Map<String, ?> acksConfig() {
        return clients.getProducer(ACKS).configuration();
    }

    private Producer<byte[], byte[]> of(String channel) {
        return clients.<byte[], byte[]>getProducer(channel).unwrap();
    }
}
