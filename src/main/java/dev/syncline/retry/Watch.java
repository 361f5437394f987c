package dev.syncline.retry;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** What is known of one backend, from calls that are made anyway and, in doubt, from its probe. */
final class Watch {

    private static final Logger LOG = Logger.getLogger(Watch.class);

    private static final Duration LONG_CALL = Duration.ofSeconds(3);
    private static final Duration LONG_SILENCE = Duration.ofSeconds(10);

    private final Backend backend;
    private final Probe probe;
    private final Clock clock;
    private final Consumer<BackendChanged> changes;
    private final AtomicReference<BackendStatus> status;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private volatile boolean doubted;
    private volatile long lastProof = System.nanoTime();

    Watch(Backend backend, Probe probe, Clock clock, Consumer<BackendChanged> changes) {
        this.backend = backend;
        this.probe = probe;
        this.clock = clock;
        this.changes = changes;
        this.status = new AtomicReference<>(new BackendStatus(true, clock.instant(), null));
    }

    /** A call that has not come back. */
    final class Running implements NetworkMonitor.Calling {

        private final long start = System.nanoTime();

        @Override
        public void succeeded() {
            Watch.this.succeeded();
        }

        @Override
        public void close() {
            running.remove(this);
        }
    }

    Running calling() {
        Running call = new Running();
        running.add(call);
        return call;
    }

    BackendStatus status() {
        return status.get();
    }

    void succeeded() {
        lastProof = System.nanoTime();
        doubted = false;
        become(true, null);
    }

    /** @return whether a look is due because of it */
    boolean doubt() {
        boolean first = !doubted;
        doubted = true;
        return first;
    }

    void lookWhereInDoubt() {
        if (doubted || !status().online() || isSilent() || hasLongCall()) {
            look();
        }
    }

    private boolean isSilent() {
        return since(lastProof).compareTo(LONG_SILENCE) > 0;
    }

    private boolean hasLongCall() {
        return since(lastProof).compareTo(LONG_CALL) > 0
                && running.stream()
                        .min(Comparator.comparingLong(call -> call.start - lastProof))
                        .filter(oldest -> since(oldest.start).compareTo(LONG_CALL) > 0)
                        .isPresent();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    boolean look() {
        try {
            probe.look();
            succeeded();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            become(false, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Looks, and tells whether it answered and nothing keeps writes from coming through. */
    boolean findsNothingWrong() {
        try {
            return look() && !probe.isObstructed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            LOG.debugf(e, "whether the %s lets writes through could not be seen", backend.label());
            return false;
        }
    }

    private void become(boolean online, String cause) {
        BackendStatus before = status.get();
        if (before.online() == online
                || !status.compareAndSet(before, new BackendStatus(online, clock.instant(), cause))) {
            return;
        }
        if (online) {
            LOG.infof("%s is back after %s", backend.label(), Duration.between(before.since(), clock.instant()));
        } else {
            LOG.warnf("%s is away: %s", backend.label(), cause);
        }
        changes.accept(new BackendChanged(backend, online));
    }

    void close() {
        probe.close();
    }
}
