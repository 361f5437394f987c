package dev.syncline.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
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

    private static final PolledBatch.Limits LARGE = new PolledBatch.Limits(200, 100_000);

    private final Queue<Runnable> threads = new ConcurrentLinkedQueue<>();
    private final List<String> batches = new ArrayList<>();
    private final List<String> committed = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private final Commits commits = new Commits(command -> {});
    private final Intake intake = new Intake(threads::add, this::work, 1, LIMITS);
    private final Intake twofold = new Intake(threads::add, this::work, 2, LARGE);

    private void work(PolledBatch batch) {
        List<String> offsets = batch.messages().stream()
                .map(message -> message.partition() + ":" + message.offset())
                .toList();
        batches.add(String.join(" ", offsets));
        Runnable now = meanwhile;
        meanwhile = () -> {};
        now.run();
        batch.done(commits);
        commits.now();
    }

    private Message<ConsumerRecords<byte[], byte[]>> poll(int partition, int first, int count) {
        return poll(partition, first, count, 10);
    }

    private Message<ConsumerRecords<byte[], byte[]>> poll(int partition, int first, int count, int bytes) {
        return poll(partition + ":" + first, Map.of(partition, records(partition, first, count, bytes)));
    }

    /** Of two partitions, each from its first message on. */
    private Message<ConsumerRecords<byte[], byte[]>> pollOfTwo(int count) {
        return poll("both", Map.of(0, records(0, 0, count, 10), 1, records(1, 0, count, 10)));
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(int partition, int first, int count, int bytes) {
        return IntStream.range(first, first + count)
                .mapToObj(offset -> record(new TopicPartition("outbox", partition), offset, bytes))
                .toList();
    }

    private Message<ConsumerRecords<byte[], byte[]>> poll(
            String name, Map<Integer, List<ConsumerRecord<byte[], byte[]>>> byPartition) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records =
                new TreeMap<>(Comparator.comparing(TopicPartition::partition));
        byPartition.forEach((partition, messages) -> records.put(new TopicPartition("outbox", partition), messages));
        return Message.of(
                new ConsumerRecords<>(records, Map.of()),
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

    /** The partitions of each batch, and how many messages it had. */
    private List<String> shapes() {
        return batches.stream()
                .map(batch -> {
                    List<String> messages = List.of(batch.split(" "));
                    String partitions = messages.stream()
                            .map(message -> message.substring(0, message.indexOf(':')))
                            .distinct()
                            .collect(Collectors.joining("+"));
                    return partitions + " x" + messages.size();
                })
                .toList();
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
    void noMorePollsAreTakenOnceTwoBatchesWaitUntilOneIsAtWork() {
        assertTrue(hasRoomAfter(poll(0, 0, 10)));
        CompletableFuture<Void> room = intake.offer(poll(0, 10, 10)).toCompletableFuture();
        assertFalse(room.isDone());
        meanwhile = () -> {
            assertTrue(room.isDone());
            assertFalse(hasRoomAfter(poll(0, 20, 1, 1_000)));
        };
        letWork();
        assertEquals(3, batches.size());
        assertTrue(hasRoomAfter(poll(0, 21, 1)));
    }

    @Test
    void whereMuchWaitsBatchesOfDifferentPartitionsAreAtWorkSideBySide() {
        twofold.offer(poll(0, 0, 80));
        assertEquals(1, threads.size());
        twofold.offer(poll(1, 0, 80));
        assertEquals(2, threads.size());
        letWork();
        assertEquals(List.of("0 x80", "1 x80"), shapes());
    }

    @Test
    void littleIsOneBatchWhateverPartitionsItIsOf() {
        twofold.offer(pollOfTwo(30));
        twofold.offer(poll(2, 0, 20));
        assertEquals(1, threads.size());
        letWork();
        assertEquals(List.of("0+1+2 x80"), shapes());
    }

    @Test
    void noTwoBatchesOfAPartitionAreAtWorkAtATime() {
        twofold.offer(poll(0, 0, 200));
        meanwhile = () -> {
            twofold.offer(poll(0, 200, 150));
            assertTrue(threads.isEmpty());
        };
        letWork();
        assertEquals(List.of("0 x200", "0 x150"), shapes());
    }

    @Test
    void aBatchLeavesPartitionsToThoseBesideIt() {
        twofold.offer(pollOfTwo(60));
        twofold.offer(poll(2, 0, 60));
        twofold.offer(poll(3, 0, 60));
        meanwhile = this::letWork;
        letWork();
        assertEquals(List.of("0+1 x120", "2+3 x120"), shapes());
    }

    @Test
    void besideMuchEvenASingleMessageIsAtWorkAtOnce() {
        twofold.offer(poll(0, 0, 150));
        meanwhile = () -> {
            twofold.offer(poll(1, 7, 1));
            assertEquals(1, threads.size());
        };
        letWork();
        assertEquals(List.of("0 x150", "1 x1"), shapes());
    }

    @Test
    void besideLittleThatTakesLongAMessageIsAtWorkBeforeItsEnd() {
        twofold.offer(poll(0, 0, 1));
        meanwhile = () -> {
            twofold.offer(poll(1, 7, 1));
            assertTrue(threads.isEmpty());
            await().until(() -> !threads.isEmpty());
            letWork();
            assertEquals(List.of("0:0", "1:7"), batches);
        };
        letWork();
        assertEquals(2, batches.size());
    }

    @Test
    void aPollIsCommittedOnceAllItsPartitionsAreDone() {
        twofold.offer(pollOfTwo(80));
        assertEquals(1, threads.size());
        threads.remove().run();
        assertEquals(List.of("0 x80", "1 x80"), shapes());
        assertEquals(List.of("both"), committed);
    }

    @Test
    void aPollOfWhichAPartIsRefusedIsNotCommitted() {
        meanwhile = () -> {
            throw new IllegalStateException("unforeseen");
        };
        twofold.offer(pollOfTwo(80));
        letWork();
        assertEquals(List.of("0 x80", "1 x80"), shapes());
        assertEquals(List.of("both"), refused);
        assertEquals(List.of(), committed);
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
