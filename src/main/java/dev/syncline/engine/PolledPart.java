package dev.syncline.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;

/** What a poll brought of one partition. The poll's offsets are committed once all its parts are done. */
final class PolledPart {

    private record Poll(
            Message<ConsumerRecords<byte[], byte[]>> message, AtomicInteger partsLeft, AtomicBoolean refused) {

        void partDone(Commits commits) {
            if (partsLeft.decrementAndGet() == 0) {
                commits.add(message);
            }
        }

        void refuse(Throwable why) {
            if (refused.compareAndSet(false, true)) {
                message.nack(why);
            }
        }
    }

    private final Poll poll;
    private final TopicPartition partition;
    private final List<ConsumerRecord<byte[], byte[]>> messages;
    private final long bytes;
    private final long since = System.nanoTime();

    private PolledPart(Poll poll, TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> messages) {
        this.poll = poll;
        this.partition = partition;
        this.messages = messages;
        this.bytes = messages.stream()
                .mapToLong(message -> Math.max(0, message.serializedValueSize()))
                .sum();
    }

    static List<PolledPart> of(Message<ConsumerRecords<byte[], byte[]>> message) {
        ConsumerRecords<byte[], byte[]> records = message.getPayload();
        Set<TopicPartition> partitions = records.partitions();
        Poll poll = new Poll(message, new AtomicInteger(partitions.size()), new AtomicBoolean());
        List<PolledPart> parts = new ArrayList<>(partitions.size());
        partitions.forEach(partition -> parts.add(new PolledPart(poll, partition, records.records(partition))));
        return parts;
    }

    TopicPartition partition() {
        return partition;
    }

    List<ConsumerRecord<byte[], byte[]>> messages() {
        return messages;
    }

    int size() {
        return messages.size();
    }

    /** Of values as the broker has them. */
    long bytes() {
        return bytes;
    }

    boolean waitsFor(Duration patience) {
        return System.nanoTime() - since >= patience.toNanos();
    }

    void done(Commits commits) {
        poll.partDone(commits);
    }

    /** Refuses the whole poll: its offsets are not committed any more. */
    void nack(Throwable why) {
        poll.refuse(why);
    }
}
