package dev.syncline.deadletter;

import dev.syncline.access.AccessPolicy;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.UuidV7;
import dev.syncline.problem.ProblemException;
import dev.syncline.retry.Backend;
import dev.syncline.retry.Blame;
import dev.syncline.retry.FailureTable;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.store.BulkRedriveJobs;
import dev.syncline.store.BulkRedriveRow;
import dev.syncline.store.DeadLetterFilter;
import dev.syncline.store.DeadLetterQueries;
import dev.syncline.time.DaemonThreads;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Runs bulk redrives in the background, a step at a time, taking turns on one thread. They are everybody's: each
 * instance looks now and then for a step that is due, and one that finds some stays with them while it finds more.
 */
@ApplicationScoped
public class BulkRedrives {

    private static final Logger LOG = Logger.getLogger(BulkRedrives.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    /** A step that takes longer is thought lost with its instance; the broker and the database end theirs before. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int MAX_FAILURES = 5;

    private final DeadLetterQueries letters;
    private final BulkRedriveJobs jobs;
    private final Redriver redriver;
    private final AccessPolicy access;
    private final NetworkMonitor network;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor thread;
    private ScheduledFuture<?> next;

    BulkRedrives(
            DeadLetterQueries letters,
            BulkRedriveJobs jobs,
            Redriver redriver,
            AccessPolicy access,
            NetworkMonitor network,
            Clock clock) {
        this.letters = letters;
        this.jobs = jobs;
        this.redriver = redriver;
        this.access = access;
        this.network = network;
        this.clock = clock;
        // After a stop there is no next turn.
        this.thread = new ScheduledThreadPoolExecutor(
                1, DaemonThreads.named("dead-letter-redrive"), new ThreadPoolExecutor.DiscardPolicy());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void atStart(@Observes StartupEvent start) {
        turnIn(LOOK_EVERY);
    }

    BulkRedriveRow start(Reach reach, BulkRequest request) throws SQLException {
        DeadLetterFilter filter = request.filter(reach.tenant(), clock.instant());
        long matched = Math.min(request.limit(), letters.count(filter));
        BulkRedriveRow job = BulkRedriveRow.of(UuidV7.next(), reach.caller(), filter, request.rate(), matched);
        if (!jobs.start(job)) {
            throw new ProblemException(ErrorCode.REDRIVE_RUNNING, "wait until it is done");
        }
        turnIn(Duration.ZERO);
        return job;
    }

    Optional<BulkRedriveRow> find(Reach reach, UUID id) throws SQLException {
        return jobs.find(reach.tenant(), id);
    }

    /** Unless there is one sooner. */
    private synchronized void turnIn(Duration wait) {
        if (next == null || next.getDelay(TimeUnit.NANOSECONDS) > wait.toNanos()) {
            Optional.ofNullable(next).ifPresent(later -> later.cancel(false));
            next = thread.schedule(this::turn, wait.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void turn() {
        synchronized (this) {
            next = null;
        }
        Duration wait = LOOK_EVERY;
        try {
            if (network.online(Backend.DATABASE)) {
                wait = takeStep();
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("bulk redrives could not be looked through; the next look will", e);
        } finally {
            turnIn(wait);
        }
    }

    /** Takes a step, if one is due; tells when to look for another. */
    private Duration takeStep() throws SQLException {
        Optional<BulkRedriveRow> due = jobs.take(LEASE);
        if (due.isEmpty()) {
            return LOOK_EVERY;
        }
        step(due.get());
        return jobs.untilDue().filter(wait -> wait.compareTo(LOOK_EVERY) < 0).orElse(LOOK_EVERY);
    }

    private void step(BulkRedriveRow job) throws SQLException {
        try {
            redriveNext(job);
        } catch (SQLException | RuntimeException e) {
            // While the database is away nobody counts, and the step is due again when its lease has run out.
            if (FailureTable.of(e).blame() == Blame.ITEM || job.failures() + 1 == MAX_FAILURES) {
                LOG.errorf(e, "bulk redrive ended: job=%s", job.id());
                jobs.end(job, 0, ErrorCode.INTERNAL);
            } else {
                LOG.warnf(e, "a step of a bulk redrive failed; it is tried again: job=%s", job.id());
                jobs.fail(job, LOOK_EVERY);
            }
        }
    }

    private void redriveNext(BulkRedriveRow job) throws SQLException {
        if (job.left() == 0) {
            jobs.end(job, 0, null);
            return;
        }
        long began = System.nanoTime();
        Pace pace = Pace.of(job.rate());
        Reach reach = new Reach(job.caller(), job.tenant(), access);
        Redriver.Step step = redriver.redriveNext(reach, job, (int) Math.min(job.left(), pace.size()));
        if (step.untaken() > 0) {
            // Every further one would be numbered for nothing.
            jobs.end(job, step.untaken(), ErrorCode.BROKER_UNAVAILABLE);
        } else if (step.looked() == 0 || step.looked() == job.left()) {
            jobs.end(job, 0, null);
        } else {
            // From the step's begin, but what a slow one missed is not caught up.
            Duration rest = pace.period().minusNanos(System.nanoTime() - began);
            jobs.handBack(job, rest.isNegative() ? Duration.ZERO : rest);
        }
    }

    /** A step at hand comes to its end; the others' next look goes on. */
    void atStop(@Observes ShutdownEvent stop) throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            thread.shutdownNow();
        }
    }
}
