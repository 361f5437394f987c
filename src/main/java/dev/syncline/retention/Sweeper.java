package dev.syncline.retention;

import dev.syncline.change.Spelling;
import dev.syncline.metrics.Meters;
import dev.syncline.retry.Backend;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.settings.Settings;
import dev.syncline.store.Forgettable;
import dev.syncline.store.Sweeps;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Forgets what is older than its retention, from time to time. One instance does it at a time, a few rows in a
 * transaction, and rests as long as it worked, so that the engine does not notice.
 */
@ApplicationScoped
public class Sweeper {

    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    @Inject
    Sweeps sweeps;

    @Inject
    Settings settings;

    @Inject
    NetworkMonitor network;

    @Inject
    Meters meters;

    @Inject
    Clock clock;

    private volatile boolean stopping;

    void atStop(@Observes ShutdownEvent stop) {
        stopping = true;
    }

    @Scheduled(
            every = "${syncline.retention.sweep-every}",
            delayed = "${syncline.retention.sweep-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweepSome() {
        if (network.online(Backend.DATABASE)) {
            sweep();
        }
    }

    /** Sweeps everything that is due, unless another instance is at it. */
    public void sweep() {
        for (Forgettable what : Forgettable.values()) {
            if (!goesOn("kind=" + Spelling.of(what), () -> sweep(what))) {
                return;
            }
        }
    }

    private boolean sweep(Forgettable what) throws SQLException {
        Instant before = clock.instant().minus(retention(what));
        for (String tenant : sweeps.tenants(what, before)) {
            if (!goesOn("kind=" + Spelling.of(what) + " tenant=" + tenant, () -> sweep(what, tenant, before))) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether others are to be swept after it. */
    private interface Sweep {
        boolean run() throws SQLException;
    }

    /** What cannot be swept keeps nothing else, as long as the database is there. */
    private boolean goesOn(String which, Sweep sweep) {
        try {
            return sweep.run();
        } catch (SQLException | RuntimeException e) {
            LOG.warnf(e, "old rows could not be swept; the next sweep will: %s", which);
            return !stopping && network.online(Backend.DATABASE);
        }
    }

    private boolean sweep(Forgettable what, String tenant, Instant before) throws SQLException {
        int batch = settings.retention().sweepBatch();
        while (!stopping) {
            long began = System.nanoTime();
            OptionalInt swept = sweeps.sweep(what, tenant, before, batch);
            if (swept.isEmpty()) {
                return false;
            }
            meters.swept(Spelling.of(what), swept.getAsInt());
            if (swept.getAsInt() < batch) {
                return true;
            }
            LockSupport.parkNanos(System.nanoTime() - began);
        }
        return false;
    }

    private Duration retention(Forgettable what) {
        Settings.Retention retention = settings.retention();
        return switch (what) {
            case REVISIONS -> retention.revisions();
            case TOMBSTONES -> retention.tombstones();
            case LEDGER -> retention.ledger();
            case CONFLICTS -> retention.conflicts();
            case DEAD_LETTERS, BULK_REDRIVES -> retention.deadLetters();
        };
    }
}
