package dev.syncline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

/** Polls that come while a batch is at work are the next batch. */
class IntakeTest {

    private static final PolledBatch.Limits LIMITS = new PolledBatch.Limits(10, 1_000);

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> batches = new ArrayList<>();
    private final List<String> committed = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private final Intake intake = new Intake(threads::add, this::work, LIMITS);

    private void work(PolledBatch batch) {
        List<String> offsets = batch.messages().stream()
                .map(message -> message.partition() + ":" + message.offset())
                .toList();
        batches.add(String.join(" ", offsets));
        Runnable now = meanwhile;
        meanwhile = () -> {};
        now.run();
        batch.ack();
    }

    private Message<ConsumerRecords<byte[], byte[]>> poll(int partition, int first, int count) {
        return poll(partition, first, count, 10);
    }

    private Message<ConsumerRecords<byte[], byte[]>> poll(int partition, int first, int count, int bytes) {
        TopicPartition topicPartition = new TopicPartition("outbox", partition);
        List<ConsumerRecord<byte[], byte[]>> records = IntStream.range(first, first + count)
                .mapToObj(offset -> record(topicPartition, offset, bytes))
                .toList();
        String name = partition + ":" + first;
        return Message.of(
                new ConsumerRecords<>(Map.of(topicPartition, records), Map.of()),
                () -> {
                    committed.add(name);
                    return CompletableFuture.completedFuture(null);
                },
                failure -> {
                    refused.add(name);
                    return CompletableFuture.completedFuture(null);
                });
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset, int bytes) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                bytes,
                null,
                new byte[bytes],
                new RecordHeaders(),
                Optional.empty());
    }

    private boolean hasRoomAfter(Message<ConsumerRecords<byte[], byte[]>> poll) {
        return intake.offer(poll).toCompletableFuture().isDone();
    }

    private void letWork() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }

    @Test
    void aPollThatComesAloneIsABatch() {
        assertTrue(hasRoomAfter(poll(0, 0, 2)));
        letWork();
        assertTrue(hasRoomAfter(poll(0, 2, 1)));
        letWork();
        assertEquals(List.of("0:0 0:1", "0:2"), batches);
        assertEquals(List.of("0:0", "0:2"), committed);
    }

    @Test
    void whatComesWhileABatchIsAtWorkIsTheNext() {
        meanwhile = () -> {
            assertTrue(hasRoomAfter(poll(0, 1, 1)));
            assertTrue(hasRoomAfter(poll(1, 7, 1)));
            assertTrue(hasRoomAfter(poll(0, 2, 1)));
        };
        intake.offer(poll(0, 0, 1));
        letWork();
        assertEquals(List.of("0:0", "0:1 1:7 0:2"), batches);
    }

    @Test
    void thereIsOneThreadAtWorkAtMost() {
        intake.offer(poll(0, 0, 1));
        intake.offer(poll(0, 1, 1));
        assertEquals(1, threads.size());
        meanwhile = () -> intake.offer(poll(0, 2, 1));
        letWork();
        assertEquals(List.of("0:0 0:1", "0:2"), batches);
        intake.offer(poll(0, 3, 1));
        assertEquals(1, threads.size());
    }

    @Test
    void theLastPollsOffsetsAreCommittedFirst() {
        intake.offer(poll(0, 0, 1));
        intake.offer(poll(0, 1, 1));
        letWork();
        assertEquals(List.of("0:1", "0:0"), committed);
    }

    @Test
    void aBatchHoldsNoMoreMessagesThanItMay() {
        intake.offer(poll(0, 0, 6));
        intake.offer(poll(0, 6, 4));
        intake.offer(poll(0, 10, 1));
        letWork();
        assertEquals(2, batches.size());
        assertEquals("0:10", batches.get(1));
    }

    @Test
    void aBatchOfLargeMessagesHoldsFewer() {
        intake.offer(poll(0, 0, 1, 600));
        intake.offer(poll(0, 1, 1, 600));
        intake.offer(poll(0, 2, 1, 600));
        letWork();
        assertEquals(List.of("0:0 0:1", "0:2"), batches);
    }

    @Test
    void aPollThatIsTooMuchIsABatchAllTheSame() {
        intake.offer(poll(0, 0, 12));
        letWork();
        assertEquals(1, batches.size());
    }

    @Test
    void noMorePollsAreTakenOnceABatchIsFullUntilItIsAtWork() {
        CompletableFuture<Void> room = intake.offer(poll(0, 0, 10)).toCompletableFuture();
        assertFalse(room.isDone());
        meanwhile = () -> {
            assertTrue(room.isDone());
            assertFalse(hasRoomAfter(poll(0, 10, 1, 1_000)));
        };
        letWork();
        assertEquals(2, batches.size());
        assertTrue(hasRoomAfter(poll(0, 11, 1)));
    }

    /** Otherwise what lies between would look as if the broker did not have it. */
    @Test
    void aPollFromElsewhereInAPartitionIsABatchOfItsOwn() {
        intake.offer(poll(0, 5, 2));
        intake.offer(poll(0, 3, 2));
        intake.offer(poll(0, 5, 1));
        intake.offer(poll(0, 8, 1));
        letWork();
        assertEquals(List.of("0:5 0:6", "0:3 0:4 0:5", "0:8"), batches);
    }

    @Test
    void aBatchThatFailsIsRefusedAndTheNextGoesOn() {
        meanwhile = () -> {
            intake.offer(poll(0, 1, 1));
            throw new IllegalStateException("unforeseen");
        };
        intake.offer(poll(0, 0, 1));
        letWork();
        assertEquals(List.of("0:0"), refused);
        assertEquals(List.of("0:1"), committed);
    }
}
