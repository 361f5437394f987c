package dev.syncline.engine;

import dev.syncline.progress.EngineGate;
import dev.syncline.progress.ProgressReporter;
import dev.syncline.retry.RetryManager;
import dev.syncline.retry.StoppingException;
import dev.syncline.settings.Settings;
import dev.syncline.store.BatchReads;
import dev.syncline.time.DaemonThreads;
import dev.syncline.tracing.Traces;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * The seed's Sync Engine: applies each batch of the outbox in one transaction, publishes its acks, then commits
 * its offsets; while the acks are on their way, the next batch is at work. A crash anywhere only repeats.
 */
// Made before its channel begins: on an event loop, after a live reload, its settings would not be found.
@Startup(Interceptor.Priority.PLATFORM_BEFORE)
@ApplicationScoped
public class SyncEngine {

    private static final Logger LOG = Logger.getLogger(SyncEngine.class);

    private static final Duration STOP_LOOK = Duration.ofMillis(100);

    private final Phaser batches = new Phaser(1);
    private final Lanes lanes = new Lanes();
    private final ConcurrentMap<String, Intake> intakes = new ConcurrentHashMap<>();
    // One for each consumer: it may wait out an outage or an operator's stop, however long.
    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("syncline-engine"));
    private volatile boolean stopping;

    @Inject
    BatchAttempts attempts;

    @Inject
    OutboxPartitions partitions;

    @Inject
    EngineGate gate;

    @Inject
    ProgressReporter progress;

    @Inject
    RetryManager retry;

    @Inject
    EngineMetrics metrics;

    @Inject
    Traces traces;

    @Inject
    Settings settings;

    /** Completes once the channel may bring another poll; its offsets are committed when its batch is done. */
    @Incoming(OutboxPartitions.CHANNEL)
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    public CompletionStage<Void> process(Message<ConsumerRecords<byte[], byte[]>> poll) {
        String consumer = poll.getMetadata(IncomingKafkaRecordBatchMetadata.class)
                .map(IncomingKafkaRecordBatchMetadata::getChannel)
                .orElseThrow();
        return intakes.computeIfAbsent(consumer, each -> intake()).offer(poll);
    }

    private Intake intake() {
        Settings.Engine limits = settings.engine();
        Answering answering = new Answering(threads);
        return new Intake(
                threads,
                batch -> process(batch, answering),
                new PolledBatch.Limits(limits.batchSize(), limits.batchBytes().asLongValue()));
    }

    private void process(PolledBatch batch, Answering answering) {
        batches.register();
        try {
            gate.awaitOpen();
            if (!stopping) {
                run(batch.messages(), answering);
                answering.then(batch::ack, failure -> notAnswered(batch, failure));
            }
        } catch (StoppingException e) {
            left();
        } finally {
            answering.finallyDo(batches::arriveAndDeregister);
        }
    }

    private static void notAnswered(PolledBatch batch, Throwable failure) {
        if (failure instanceof StoppingException) {
            left();
        } else {
            batch.nack(failure);
        }
    }

    /** Neither done nor failed: the offset stays, and the batch comes again after the next start. */
    private static void left() {
        LOG.debug("a batch was left for the next start");
    }

    private void run(List<ConsumerRecord<byte[], byte[]>> messages, Answering answering) {
        progress.began();
        try {
            untilThrough(() -> traced(messages, answering));
        } finally {
            answering.finallyDo(progress::ended);
        }
    }

    private void traced(List<ConsumerRecord<byte[], byte[]>> messages, Answering answering) {
        try (Traces.Step step = traces.batch(messages)) {
            isolated(messages.stream().map(BatchItem::of).toList(), answering);
        }
    }

    /** Whatever is thrown that nobody foresaw, the batch is not given up: its channel would stop for good. */
    private void untilThrough(Runnable work) {
        try {
            work.run();
        } catch (StoppingException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("batch failed unforeseen, and is repeated", e);
            retry.untilThrough(work);
        }
    }

    private void isolated(List<BatchItem> items, Answering answering) {
        Isolation isolation = new Isolation(
                (parts, releasing) -> applyAndAnswer(parts, releasing, answering),
                (item, cause, detail, exception) ->
                        answer(counted(List.of(item), attempts.setAside(item, cause, detail, exception)), answering));
        Map<Integer, Long> ends = new HashMap<>();
        items.forEach(
                item -> ends.merge(item.message().partition(), item.message().offset() + 1, Math::max));
        Set<Integer> watched = partitions.watched(ends.keySet());
        Map<Integer, Long> cautiousUntil = new HashMap<>();
        lanes.together(() -> {
            if (!watched.isEmpty()) {
                cautiousUntil.putAll(cautiousUntil(watched, ends));
            }
            if (cautiousUntil.isEmpty()) {
                isolation.apply(items);
            }
        });
        if (!cautiousUntil.isEmpty()) {
            isolation.applyCautiously(items, cautiousUntil, attempts::beginAlone, lanes);
        }
        watched.removeAll(cautiousUntil.keySet());
        watched.forEach(partitions::trust);
    }

    /** Of partitions that were just assigned, or are under suspicion: up to which offset to go step by step. */
    private Map<Integer, Long> cautiousUntil(Set<Integer> watched, Map<Integer, Long> ends) {
        Map<Integer, BatchReads.Starts> starts = attempts.begin(watched);
        Set<Integer> suspects = Isolation.suspects(starts);
        Map<Integer, Long> until = new HashMap<>();
        for (int partition : watched) {
            BatchReads.Starts known = starts.get(partition);
            if (suspects.contains(partition)) {
                LOG.warnf("batches began and never ended: partition=%d offset=%d", partition, known.nextOffset());
                attempts.beCautious(partition, ends.get(partition));
                until.put(partition, ends.get(partition));
            } else if (known.nextOffset() < known.cautiousUntil()) {
                until.put(partition, known.cautiousUntil());
            }
        }
        return until;
    }

    private void applyAndAnswer(List<BatchItem> items, boolean releasing, Answering answering) {
        BatchTransaction.Result result = attempts.apply(items, Set.of(), releasing);
        if (result.plan().unknownBelow && partitions.topicIsAnotherThan(result.topicId())) {
            LOG.warn("the outbox is another topic of the same name: it is taken from its beginning");
            result = attempts.apply(items, Set.of(), releasing);
        }
        answer(counted(items, result), answering);
        if (!result.gaps().isEmpty()) {
            afterGaps(items, result.gaps(), releasing, answering);
        }
    }

    private void answer(BatchTransaction.Result result, Answering answering) {
        attempts.tell(result);
        answering.next(() -> {
            untilThrough(() -> attempts.publish(result));
            metrics.answered(result.plan());
        });
    }

    private BatchTransaction.Result counted(List<BatchItem> items, BatchTransaction.Result result) {
        partitions.applied(result.nextOffsets());
        metrics.batch(items.size(), result.plan());
        return result;
    }

    /**
     * What lies above a partition's next offset was not applied: it comes again once the partition was sought back, as
     * after a restore of the database. Where the broker itself has nothing in between, it is applied now.
     */
    private void afterGaps(List<BatchItem> items, Map<Integer, Long> gaps, boolean releasing, Answering answering) {
        Set<Integer> natural = new HashSet<>();
        gaps.forEach((partition, expected) -> {
            long first = attempts.firstOffsetFrom(partition, expected);
            boolean nothingBetween = items.stream()
                    .filter(item -> item.message().partition() == partition)
                    .anyMatch(item -> item.message().offset() == first);
            if (nothingBetween) {
                LOG.warnf("outbox has no messages: partition=%d from=%d to=%d", partition, expected, first);
                natural.add(partition);
            } else {
                LOG.warnf("outbox sought back: partition=%d to=%d", partition, expected);
                attempts.seek(partition, expected);
            }
        });
        List<BatchItem> rest = items.stream()
                .filter(item -> natural.contains(item.message().partition()))
                .toList();
        if (!rest.isEmpty()) {
            answer(counted(rest, attempts.apply(rest, natural, releasing)), answering);
        }
    }

    /** The batches at hand come to their end; no other begins. Before the channels close, which end their threads. */
    void atStop(@Observes ShutdownEvent event) {
        stopping = true;
        int phase = batches.arriveAndDeregister();
        long deadline = System.nanoTime() + settings.engine().stopWithin().toNanos();
        while (!ended(phase)) {
            boolean waits = !gate.isOpen() || retry.state().failureCount() > 0;
            boolean late = System.nanoTime() > deadline;
            if (waits || late) {
                retry.stop();
            }
            if (late) {
                LOG.warnf(
                        "a batch was still at work after %s; it comes again",
                        settings.engine().stopWithin());
                return;
            }
        }
        retry.stop();
    }

    private boolean ended(int phase) {
        try {
            batches.awaitAdvanceInterruptibly(phase, STOP_LOOK.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @PreDestroy
    void end() {
        threads.shutdownNow();
    }
}
