package dev.syncline.acks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.syncline.outbox.OutboxCodec;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is on the topic of acks, an instance goes on listening, and hears what others say. */
class AckListenerTest {

    private static final TopicPartition PARTITION = new TopicPartition("acks", 0);

    private final List<Control> heard = new ArrayList<>();
    private final AckListener listener = new AckListener();

    @BeforeEach
    void instance() {
        listener.instance = "this";
        listener.control = new Heard();
    }

    @ParameterizedTest
    @CsvSource({"another, 1", "this, 0", ", 1"})
    void whatItDidNotSayItselfIsHeard(String instance, int times) {
        ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>(PARTITION.topic(), 0, 0, null, new byte[0]);
        message.headers()
                .add(Control.HEADER, Control.SYNC.encode())
                .add(OutboxCodec.INSTANCE_HEADER, instance == null ? null : instance.getBytes(StandardCharsets.UTF_8));

        listener.heard(new ConsumerRecords<>(Map.of(PARTITION, List.of(message)), Map.of()));

        assertEquals(times, heard.size());
    }

    @Test
    void anAckNamesWhomItIsFor() {
        AckListener.Named named =
                named("{'outcome': {'tenant': 'x'}, 'clientId': 'c', 'tenant': 't', 'changeId': 'i', 'subject': 's'}");
        assertEquals(new AckListener.Named("t", "s", "i", "c"), named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'subject': 's', 'changeId': 'i', 'clientId': 'c'}",
                "{'tenant': 't', 'changeId': 'i', 'clientId': 'c'}",
                "{'tenant': 't', 'subject': 's', 'clientId': 'c'}",
                "{'tenant': 't', 'subject': 's', 'changeId': 'i'}",
                "{'tenant': 't', 'tenant': 't', 'subject': 's', 'changeId': 'i'}",
                "{}"
            })
    void whatNamesNobodyIsNoAck(String message) {
        assertThrows(IllegalArgumentException.class, () -> named(message));
    }

    @Test
    void aMessageWithoutAValueIsNoAck() {
        listener.heard(new ConsumerRecords<>(
                Map.of(PARTITION, List.of(new ConsumerRecord<byte[], byte[]>(PARTITION.topic(), 0, 0, null, null))),
                Map.of()));
        assertEquals(0, heard.size());
    }

    private static AckListener.Named named(String message) {
        return AckListener.Named.of(message.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** Keeps what is fired. */
    private final class Heard implements Event<Control.Heard> {

        @Override
        public void fire(Control.Heard event) {
            heard.add(event.control());
        }

        @Override
        public <U extends Control.Heard> CompletionStage<U> fireAsync(U event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends Control.Heard> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Event<Control.Heard> select(Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends Control.Heard> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends Control.Heard> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }
    }
}
