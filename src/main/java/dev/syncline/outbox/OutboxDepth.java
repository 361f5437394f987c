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
import java.util.concurrent.atomic.AtomicReference;
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
    private record Applied(String topicId, Map<Integer, Long> nextOffsets, Instant at, long seenEmpty) {}

    /** The queue of this topic is empty, all up to the sum of its offsets being applied. */
    private record Empty(String topicId, long applied) {}

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

    private volatile Applied applied = new Applied("", Map.of(), null, -1);
    private volatile String topicId;
    private volatile QueueSample sample;
    private final AtomicReference<Empty> empty = new AtomicReference<>();
    private final Drain drain = new Drain();
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

    /** When the engine, on whichever instance, last processed changes; empty where that is not known. */
    public Optional<Instant> lastApplied() {
        return Optional.ofNullable(applied.at());
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
        if (topic == null) {
            return;
        }
        network.lookAtDatabase(() -> {
            PartitionQueries.Applied seen = partitions.applied(topic);
            applied = new Applied(topic, seen.nextOffsets(), latest(seen.at(), applied.at()), seen.seenEmpty());
            tellOthersOfEmptiness();
        });
    }

    private void tellOthersOfEmptiness() throws SQLException {
        Empty told = empty.getAndSet(null);
        if (told != null && told.topicId().equals(applied.topicId()) && told.applied() > applied.seenEmpty()) {
            partitions.seenEmpty(told.topicId(), told.applied());
        }
    }

    /** An outbox that was made anew knows of no time yet. */
    private static Instant latest(Instant now, Instant before) {
        return now == null ? before : now;
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
        long depth = next.entrySet().stream()
                .mapToLong(entry -> ends.end().get(entry.getKey()) - entry.getValue())
                .sum();
        long done = sum(ends.end()) - depth;
        Applied known = applied;
        long drained = drain.seen(done, depth, known.topicId().equals(ends.topicId()) ? known.seenEmpty() : -1);
        if (next.isEmpty()) {
            empty.set(new Empty(ends.topicId(), done));
            broker.closeReader();
            times.clear();
            return new QueueSample(0, null, drained, now);
        }
        return new QueueSample(depth, oldest(next), drained, now);
    }

    private static long sum(Map<Integer, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
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
