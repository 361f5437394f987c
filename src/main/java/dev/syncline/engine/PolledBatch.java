package dev.syncline.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Polls of one consumer that are worked on together, in the order they came. */
final class PolledBatch {

    /**
     * What a batch holds at most; a single poll may hold more.
     *
     * @param bytes of values as the broker has them
     */
    record Limits(int messages, long bytes) {}

    private final Deque<Message<ConsumerRecords<byte[], byte[]>>> polls = new ArrayDeque<>();
    private final List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
    private final Map<TopicPartition, Long> nextOffsets = new HashMap<>();
    private long bytes;

    void add(Message<ConsumerRecords<byte[], byte[]>> poll) {
        polls.add(poll);
        for (ConsumerRecord<byte[], byte[]> message : poll.getPayload()) {
            messages.add(message);
            nextOffsets.put(new TopicPartition(message.topic(), message.partition()), message.offset() + 1);
            bytes += Math.max(0, message.serializedValueSize());
        }
    }

    /** Whether the poll goes on where this ends, which it does not after a seek, and the two are not too much. */
    boolean takes(ConsumerRecords<byte[], byte[]> poll, Limits limits) {
        return bytes < limits.bytes()
                && messages.size() + poll.count() <= limits.messages()
                && poll.partitions().stream().allMatch(partition -> goesOn(partition, poll.records(partition)));
    }

    private boolean goesOn(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> polled) {
        Long next = nextOffsets.get(partition);
        return next == null || polled.isEmpty() || polled.get(0).offset() == next;
    }

    boolean reaches(Limits limits) {
        return messages.size() >= limits.messages() || bytes >= limits.bytes();
    }

    List<ConsumerRecord<byte[], byte[]>> messages() {
        return messages;
    }

    /** The last first: its offsets are committed, and those of polls before it need no commit any more. */
    void ack() {
        polls.descendingIterator().forEachRemaining(Message::ack);
    }

    void nack(Throwable why) {
        polls.forEach(poll -> poll.nack(why));
    }
}
