package dev.syncline.engine;

import dev.syncline.kafka.BrokerClients;
import dev.syncline.outbox.OutboxTopics;
import dev.syncline.settings.Settings;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** The outbox's partitions as this instance's consumers hold them. */
@ApplicationScoped
public class OutboxPartitions {

    static final String CHANNEL = "outbox";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(500);

    private final Set<Integer> watched = ConcurrentHashMap.newKeySet();
    private final Set<Integer> uncompared = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<Integer, Long> applied = new ConcurrentHashMap<>();
    private final AtomicReference<String> topicId = new AtomicReference<>();

    @Inject
    Settings settings;

    @Inject
    OutboxTopics topics;

    @Inject
    KafkaClientService clients;

    @Inject
    BrokerClients broker;

    /** Partitions dealt out anew: whoever had them may have ended in the middle, and the topic may be a new one. */
    void assigned(Collection<Integer> partitions) {
        topicId.set(null);
        watched.addAll(partitions);
        partitions.forEach(applied::remove);
        uncompared.addAll(partitions);
    }

    /** Which of these partitions have batches that are to be noted before they begin. */
    Set<Integer> watched(Set<Integer> partitions) {
        Set<Integer> both = new HashSet<>(partitions);
        both.retainAll(watched);
        return both;
    }

    void trust(int partition) {
        watched.remove(partition);
    }

    void applied(Map<Integer, Long> nextOffsets) {
        applied.putAll(nextOffsets);
        uncompared.removeAll(nextOffsets.keySet());
    }

    /** How far this instance has read partitions of which it has applied nothing since they were dealt out. */
    Map<Integer, Long> readSinceAssigned() {
        Map<Integer, Long> positions = new HashMap<>();
        consumers()
                .forEach(consumer ->
                        positions.putAll(consumer.<Map<Integer, Long>>runOnPollingThread(this::uncomparedPositions)
                                .await()
                                .atMost(PATIENCE)));
        return positions;
    }

    private Map<Integer, Long> uncomparedPositions(Consumer<Object, Object> consumer) {
        Map<Integer, Long> positions = new HashMap<>();
        for (TopicPartition assigned : consumer.assignment()) {
            if (uncompared.contains(assigned.partition())) {
                positions.put(assigned.partition(), consumer.position(assigned, SHORT));
            }
        }
        return positions;
    }

    void compared(int partition) {
        uncompared.remove(partition);
    }

    /** How far this instance has applied partitions, as far as it has. */
    Map<Integer, Long> applied() {
        return Map.copyOf(applied);
    }

    void forget(int partition) {
        applied.remove(partition);
    }

    String topicId() throws InterruptedException, ExecutionException, TimeoutException {
        String known = topicId.get();
        return known == null ? topicIdNow() : known;
    }

    /** Of a topic made anew while no partition was dealt out, nothing else tells. */
    String topicIdNow() throws InterruptedException, ExecutionException, TimeoutException {
        String found = topics.outboxTopicId();
        topicId.set(found);
        return found;
    }

    /** Looks whether the topic that had this id was deleted and made anew. */
    boolean topicIsAnotherThan(String before) {
        try {
            return !topicIdNow().equals(before);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BatchFailedException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new BatchFailedException(e);
        }
    }

    /** Lets the consumer that holds the partition go on from the offset. */
    void seek(int partition, long offset) {
        TopicPartition wanted = new TopicPartition(settings.outbox().topic(), partition);
        consumers().forEach(consumer -> consumer.runOnPollingThread(polled -> {
                    if (polled.assignment().contains(wanted)) {
                        polled.seek(wanted, offset);
                    }
                })
                .await()
                .atMost(PATIENCE));
    }

    /** One for each batch that this instance works on at a time. */
    private List<KafkaConsumer<Object, Object>> consumers() {
        return clients.getConsumerChannels().stream()
                .filter(channel -> channel.equals(CHANNEL) || channel.startsWith(CHANNEL + "$"))
                .flatMap(channel -> clients.<Object, Object>getConsumers(channel).stream())
                .toList();
    }

    /** The first offset at or above this one at which the broker has a message; asked apart from the group. */
    long firstOffsetFrom(int partition, long offset) {
        TopicPartition wanted = new TopicPartition(settings.outbox().topic(), partition);
        try (var consumer = broker.reader(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1))) {
            consumer.assign(List.of(wanted));
            consumer.seek(wanted, offset);
            ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
            return records.isEmpty() ? offset : records.iterator().next().offset();
        }
    }
}
