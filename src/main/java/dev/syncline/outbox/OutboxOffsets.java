package dev.syncline.outbox;

import dev.syncline.kafka.BrokerClients;
import dev.syncline.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Asks the broker about the outbox's partitions, within narrow times; used by one thread. */
@ApplicationScoped
class OutboxOffsets {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** The outbox as the broker has it: its first and end offsets by partition. */
    record Ends(String topicId, Map<Integer, Long> first, Map<Integer, Long> end) {}

    @Inject
    Settings settings;

    @Inject
    OutboxTopics topics;

    @Inject
    BrokerClients clients;

    private KafkaConsumer<byte[], byte[]> reader;

    Ends ends() throws InterruptedException, ExecutionException, TimeoutException {
        String topic = settings.outbox().topic();
        TopicDescription described = topics.admin()
                .describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(limitMillis()))
                .topicNameValues()
                .get(topic)
                .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        List<Integer> partitions = described.partitions().stream()
                .map(partition -> partition.partition())
                .toList();
        return new Ends(
                described.topicId().toString(),
                offsets(partitions, OffsetSpec.earliest()),
                offsets(partitions, OffsetSpec.latest()));
    }

    private Map<Integer, Long> offsets(List<Integer> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(this::partition, partition -> which));
        Map<Integer, Long> found = new HashMap<>();
        topics.admin()
                .listOffsets(wanted, new ListOffsetsOptions().timeoutMs(limitMillis()))
                .all()
                .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, offset) -> found.put(partition.partition(), offset.offset()));
        return found;
    }

    /** What the group has committed, by partition. */
    Map<Integer, Long> committed() throws InterruptedException, ExecutionException, TimeoutException {
        Map<Integer, Long> found = new HashMap<>();
        topics.admin()
                .listConsumerGroupOffsets(
                        settings.engine().groupId(), new ListConsumerGroupOffsetsOptions().timeoutMs(limitMillis()))
                .partitionsToOffsetAndMetadata()
                .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, offset) -> {
                    if (offset != null
                            && partition.topic().equals(settings.outbox().topic())) {
                        found.put(partition.partition(), offset.offset());
                    }
                });
        return found;
    }

    /** When the messages at these offsets, by partition, were accepted; without those not read in time. */
    Map<Integer, Instant> times(Map<Integer, Long> offsets) {
        KafkaConsumer<byte[], byte[]> open = reader();
        open.assign(offsets.keySet().stream().map(this::partition).toList());
        offsets.forEach((partition, offset) -> open.seek(partition(partition), offset));
        Map<Integer, Instant> times = new HashMap<>();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (times.size() < offsets.size() && System.nanoTime() - end < 0) {
            for (ConsumerRecord<byte[], byte[]> message : open.poll(Duration.ofMillis(100))) {
                times.putIfAbsent(message.partition(), Instant.ofEpochMilli(message.timestamp()));
                open.pause(List.of(partition(message.partition())));
            }
        }
        open.unsubscribe();
        return times;
    }

    private KafkaConsumer<byte[], byte[]> reader() {
        if (reader == null) {
            reader = clients.reader(Map.of(
                    ConsumerConfig.CLIENT_ID_CONFIG,
                    "syncline-queue-age",
                    // One message of a partition is enough; the broker sends it whatever its size.
                    ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                    16 * 1024,
                    ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    limitMillis(),
                    ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    limitMillis()));
        }
        return reader;
    }

    /** Frees what reading took, until it is needed again. */
    void closeReader() {
        if (reader != null) {
            reader.close(Duration.ofMillis(500));
            reader = null;
        }
    }

    private TopicPartition partition(int partition) {
        return new TopicPartition(settings.outbox().topic(), partition);
    }

    private static int limitMillis() {
        return (int) LIMIT.toMillis();
    }
}
