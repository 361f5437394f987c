package dev.syncline.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.syncline.change.ErrorCode;
import dev.syncline.deadletter.DeadLetterPublisher;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.Message;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Dead letters as Kafka's ordinary tools see them. */
@QuarkusTest
class DeadLetterPublisherTest {

    private static final String TOPIC = "syncline.dead-letter";

    @Inject
    DeadLetterPublisher publisher;

    private final byte[] key = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);

    @Test
    void theMessageComesAsItWasWithTheUsualHeaders() {
        byte[] value = {1, 0, (byte) 0xff};
        publisher.publish(List.of(letter(
                new Message("syncline.outbox", 3, 42, key, value, "1"),
                ErrorCode.RESOLVER_FAILED,
                "the resolver threw",
                "java.lang.IllegalStateException")));

        ConsumerRecord<byte[], byte[]> message = published();
        assertArrayEquals(value, message.value());
        assertEquals("syncline.outbox", TopicReader.header(message, "dead-letter-topic"));
        assertEquals("3", TopicReader.header(message, "dead-letter-partition"));
        assertEquals("42", TopicReader.header(message, "dead-letter-offset"));
        assertEquals("the resolver threw", TopicReader.header(message, "dead-letter-reason"));
        assertEquals("resolver-failed", TopicReader.header(message, "dead-letter-cause"));
        assertEquals(
                "java.lang.IllegalStateException", TopicReader.header(message, "dead-letter-exception-class-name"));
        assertEquals("1", TopicReader.header(message, "syncline-schema"));
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        publisher.publish(List.of(
                letter(new Message("syncline.outbox", 0, 0, key, null, null), ErrorCode.UNDECODABLE, "empty", null)));

        ConsumerRecord<byte[], byte[]> message = published();
        assertNull(message.value());
        assertNull(TopicReader.header(message, "dead-letter-exception-class-name"));
        assertNull(TopicReader.header(message, "syncline-value-left-out"));
    }

    @Test
    void aMessageThatCameWithoutASchemaVersionTellsThatItHasNone() {
        publisher.publish(List.of(letter(
                new Message("syncline.outbox", 0, 0, key, new byte[] {1}, null), ErrorCode.UNDECODABLE, "", null)));

        assertEquals("0", TopicReader.header(published(), "syncline-schema"));
    }

    @Test
    void aValueTooLargeForTheTopicDoesNotHoldTheMessageUp() {
        byte[] value = new byte[1024 * 1024];
        publisher.publish(List.of(
                letter(new Message("syncline.outbox", 0, 0, key, value, "1"), ErrorCode.UNDECODABLE, "large", null)));

        ConsumerRecord<byte[], byte[]> message = published();
        assertNull(message.value());
        assertEquals("1048576", TopicReader.header(message, "syncline-value-left-out"));
        assertEquals("large", TopicReader.header(message, "dead-letter-reason"));
    }

    private static DeadLetterRow letter(Message message, ErrorCode cause, String detail, String exception) {
        return new DeadLetterRow(
                UUID.randomUUID(),
                DeadLetterRow.State.PENDING,
                0,
                null,
                null,
                null,
                cause,
                detail,
                exception,
                message,
                null,
                Instant.EPOCH);
    }

    private ConsumerRecord<byte[], byte[]> published() {
        return TopicReader.find(TOPIC, message -> Arrays.equals(key, message.key()));
    }
}
