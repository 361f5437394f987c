package dev.syncline.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What is worked on together, of each partition in the order it came. */
final class PolledBatch {

    /**
     * What a batch holds at most; what a single poll brought of a partition may be more.
     *
     * @param bytes of values as the broker has them
     */
    record Limits(int messages, long bytes) {}

    private final List<PolledPart> parts = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
    private final Map<TopicPartition, Long> nextOffsets = new HashMap<>();
    private long bytes;

    void add(PolledPart part) {
        parts.add(part);
        messages.addAll(part.messages());
        bytes += part.bytes();
        nextOffsets.put(part.partition(), part.messages().get(part.size() - 1).offset() + 1);
    }

    /** Whether the part goes on where this ends, which it does not after a seek, and the two are not too much. */
    boolean takes(PolledPart part, int partitions, Limits limits) {
        Long next = nextOffsets.get(part.partition());
        return bytes < limits.bytes()
                && messages.size() + part.size() <= limits.messages()
                && (next == null
                        ? nextOffsets.size() < partitions
                        : part.messages().get(0).offset() == next);
    }

    boolean reaches(Limits limits) {
        return messages.size() >= limits.messages() || bytes >= limits.bytes();
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    int size() {
        return messages.size();
    }

    Set<TopicPartition> partitions() {
        return nextOffsets.keySet();
    }

    List<ConsumerRecord<byte[], byte[]>> messages() {
        return messages;
    }

    /** Polls that are done with it are committed. */
    void done(Commits commits) {
        parts.forEach(part -> part.done(commits));
    }

    void nack(Throwable why) {
        parts.forEach(part -> part.nack(why));
    }
}
