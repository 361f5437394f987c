package dev.syncline.stream;

import dev.syncline.access.AccessPolicy;
import dev.syncline.acks.AckAnswers;
import dev.syncline.acks.AckListener;
import dev.syncline.change.Origin;
import dev.syncline.metrics.Meter;
import dev.syncline.metrics.Meters;
import dev.syncline.progress.StatusReport;
import dev.syncline.settings.Settings;
import dev.syncline.store.FeedQueries;
import dev.syncline.store.LedgerQueries;
import dev.syncline.time.DaemonThreads;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Every stream that is open on this instance; none of them has a thread. */
@ApplicationScoped
public class Streams {

    private static final Logger LOG = Logger.getLogger(Streams.class);

    private static final int PART_OF_HEAP = 8;

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofMillis(200);

    /** A reader that takes nothing gets no longer than this to be told of a stop. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final Duration STATUS_EACH = Duration.ofSeconds(1);
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private final Settings.Stream settings;
    private final Clock clock;
    private final StatusReport report;
    private final Admission admission;
    private final InFlight inFlight;
    private final ScheduledThreadPoolExecutor timer;
    private final ExecutorService workers;
    private final TenantTail.Means means;
    private final Map<String, TenantTail> tails = new ConcurrentHashMap<>();
    private final Map<StreamReader, Watch> watches = new ConcurrentHashMap<>();
    private final byte[] retry = Blocks.retry(RECONNECT);

    private byte[] status;
    private Instant statusAt = Instant.MIN;
    private volatile boolean stopping;

    @Inject
    Streams(
            FeedQueries feed,
            LedgerQueries ledger,
            AckAnswers answers,
            AccessPolicy access,
            StatusReport report,
            Settings settings,
            Clock clock) {
        this.settings = settings.stream();
        this.clock = clock;
        this.report = report;
        this.admission = new Admission(this.settings);
        this.inFlight = new InFlight(this.settings
                .totalBuffer()
                .map(MemorySize::asLongValue)
                .orElse(Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
        this.timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("streams-timer"));
        timer.setRemoveOnCancelPolicy(true);
        this.workers = DaemonThreads.pool("streams", this.settings.concurrentReads(), new LinkedBlockingQueue<>());
        this.means = new TenantTail.Means(
                feed,
                ledger,
                answers,
                access,
                workers,
                timer,
                this.settings.buffer().asLongValue(),
                this.settings.recheck(),
                settings.waiting().recheckHeldBack());
    }

    void atStart(@Observes StartupEvent start, Meters meters) {
        meters.gauge(Meter.STREAM_CLIENTS, admission::open);
        timer.scheduleWithFixedDelay(this::look, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    Admission admission() {
        return admission;
    }

    InFlight inFlight() {
        return inFlight;
    }

    /** Begins a stream; whoever opened it says when its client has {@link #left}. */
    void begin(OpenStream open, StreamReader reader) {
        Instant now = clock.instant();
        byte[] current = status(now);
        reader.begin(retry, current);
        watches.put(reader, new Watch(reader, open.expiry(), current, now, settings));
        tails.compute(open.caller().tenant(), (tenant, known) -> {
            TenantTail tail = known == null ? new TenantTail(tenant, open.end(), means) : known;
            tail.add(reader);
            return tail;
        });
        if (reader.isClosed()) {
            left(open.caller().tenant(), reader);
        } else if (stopping) {
            reader.end();
        }
    }

    /** The client is gone, or was sent away. */
    void left(String tenant, StreamReader reader) {
        reader.close();
        synchronized (watches) {
            watches.remove(reader);
            watches.notifyAll();
        }
        tails.computeIfPresent(tenant, (same, tail) -> {
            if (!tail.remove(reader)) {
                return tail;
            }
            tail.stop();
            return null;
        });
    }

    void answered(@Observes AckListener.Answered answered) {
        for (Origin client : answered.clients()) {
            TenantTail tail = tails.get(client.tenant());
            if (tail != null) {
                tail.heard(client);
            }
        }
    }

    private void look() {
        if (watches.isEmpty()) {
            return;
        }
        // The timer would never come again where this fails.
        try {
            Instant now = clock.instant();
            byte[] current = status(now);
            watches.values().forEach(watch -> look(watch, now, current));
        } catch (RuntimeException | Error e) {
            LOG.error("Streams could not be looked after", e);
        }
    }

    /** What goes wrong with one stream does not touch the others. */
    private static void look(Watch watch, Instant now, byte[] status) {
        try {
            watch.look(now, status);
        } catch (RuntimeException | Error e) {
            LOG.error("A stream could not be looked after", e);
        }
    }

    /** As an event; it is made anew at most once a second. */
    private synchronized byte[] status(Instant now) {
        if (status == null || Duration.between(statusAt, now).compareTo(STATUS_EACH) >= 0) {
            status = Blocks.event("status", report.json());
            statusAt = now;
        }
        return status;
    }

    /** At the usual event of a stop, the server has closed its connections already. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        watches.keySet().forEach(StreamReader::end);
        awaitFarewells();
    }

    /** What comes next is that the server breaks connections off, and a client cannot tell that from a failure. */
    private void awaitFarewells() {
        long deadline = System.nanoTime() + FAREWELL.toNanos();
        synchronized (watches) {
            for (long left = FAREWELL.toMillis(); !watches.isEmpty() && left > 0; ) {
                try {
                    watches.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            }
        }
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
        workers.shutdownNow();
    }
}
