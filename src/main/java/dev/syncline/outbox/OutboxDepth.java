package dev.syncline.outbox;

import dev.syncline.metrics.Meter;
import dev.syncline.metrics.Meters;
import dev.syncline.retry.Backend;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.store.PartitionQueries;
import dev.syncline.time.DaemonThreads;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Knows the queue's depth and the age of its oldest change. Threads of its own look each second, so that whoever asks
 * is answered at once, while a backend is away with what was last seen.
 */
@ApplicationScoped
public class OutboxDepth {

    private static final Logger LOG = Logger.getLogger(OutboxDepth.class);
    private static final Duration EACH = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(2);

    /** How far the topic of this id is applied, by partition, as the database said. */
    private record Applied(String topicId, Map<Integer, Long> nextOffsets) {}

    @Inject
    OutboxOffsets broker;

    @Inject
    PartitionQueries partitions;

    @Inject
    NetworkMonitor network;

    @Inject
    Meters meters;

    @Inject
    Clock clock;

    // One thread for each backend: a database that hangs does not hold up the look at the broker.
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(2, DaemonThreads.named("outbox-depth"));

    private volatile Applied applied = new Applied("", Map.of());
    private volatile String topicId;
    private volatile QueueSample sample;
    private Map<Integer, Long> nextBefore = Map.of();
    private Map<Integer, Instant> times = new HashMap<>();

    void atStart(@Observes StartupEvent start) {
        meters.gauge(Meter.QUEUE_DEPTH, () -> latest().map(QueueSample::depth).orElse(0L));
        meters.gauge(
                Meter.QUEUE_OLDEST_AGE, () -> oldestAge().orElse(Duration.ZERO).toMillis() / 1000.0);
        each(this::lookAtDatabase);
        each(this::lookAtBroker);
    }

    private void each(Runnable look) {
        timer.scheduleWithFixedDelay(look, 0, EACH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** As it was last seen; empty before the first time. */
    public Optional<QueueSample> latest() {
        return Optional.ofNullable(sample);
    }

    /** Now, of what was the oldest change when the queue was last seen; zero for an empty queue. */
    public Optional<Duration> oldestAge() {
        return latest().flatMap(seen -> {
            if (seen.depth() == 0) {
                return Optional.of(Duration.ZERO);
            }
            return Optional.ofNullable(seen.oldest())
                    .map(oldest -> positive(Duration.between(oldest, clock.instant())));
        });
    }

    private static Duration positive(Duration age) {
        return age.isNegative() ? Duration.ZERO : age;
    }

    private void lookAtDatabase() {
        String topic = topicId;
        if (topic == null || !network.online(Backend.DATABASE)) {
            return;
        }
        try (NetworkMonitor.Calling calling = network.calling(Backend.DATABASE)) {
            applied = new Applied(topic, partitions.nextOffsets(topic));
            calling.succeeded();
        } catch (SQLException e) {
            network.failed(Backend.DATABASE);
        } catch (RuntimeException e) {
            LOG.debug("how far the outbox is applied could not be read", e);
        }
    }

    private void lookAtBroker() {
        if (!network.online(Backend.BROKER)) {
            return;
        }
        try {
            OutboxOffsets.Ends ends = broker.ends();
            topicId = ends.topicId();
            sample = sample(ends, next(ends));
            network.succeeded(Backend.BROKER);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            network.failed(Backend.BROKER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debug("the outbox's ends could not be read", e);
        }
    }

    /** The first offset of each partition that is not applied, as the database said, or else as the group committed. */
    private Map<Integer, Long> next(OutboxOffsets.Ends ends)
            throws InterruptedException, ExecutionException, TimeoutException {
        Applied known = applied;
        boolean isKnown = known.topicId().equals(ends.topicId()) && network.online(Backend.DATABASE);
        Map<Integer, Long> offsets = new HashMap<>(isKnown ? known.nextOffsets() : broker.committed());
        if (!isKnown && known.topicId().equals(ends.topicId())) {
            known.nextOffsets().forEach((partition, offset) -> offsets.merge(partition, offset, Math::max));
        }
        Map<Integer, Long> next = new HashMap<>();
        ends.end().forEach((partition, end) -> {
            long from =
                    Math.max(offsets.getOrDefault(partition, 0L), ends.first().getOrDefault(partition, 0L));
            if (from < end) {
                next.put(partition, from);
            }
        });
        return next;
    }

    private QueueSample sample(OutboxOffsets.Ends ends, Map<Integer, Long> next) {
        Instant now = clock.instant();
        if (next.isEmpty()) {
            broker.closeReader();
            times.clear();
            return new QueueSample(0, null, now);
        }
        long depth = next.entrySet().stream()
                .mapToLong(entry -> ends.end().get(entry.getKey()) - entry.getValue())
                .sum();
        return new QueueSample(depth, oldest(next), now);
    }

    private Instant oldest(Map<Integer, Long> next) {
        times.keySet().retainAll(next.keySet());
        Map<Integer, Long> unread = new HashMap<>(next);
        unread.entrySet()
                .removeIf(entry ->
                        times.containsKey(entry.getKey()) && entry.getValue().equals(nextBefore.get(entry.getKey())));
        times.keySet().removeAll(unread.keySet());
        if (!unread.isEmpty()) {
            times.putAll(broker.times(unread));
        }
        nextBefore = next;
        return times.values().stream().min(Comparator.naturalOrder()).orElse(null);
    }

    // While the beans it uses are still there.
    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
        try {
            if (timer.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                broker.closeReader();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
