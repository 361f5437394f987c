package dev.syncline.deadletter;

import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import dev.syncline.store.DeadLetterFilter;
import dev.syncline.store.DeadLetterQueries;
import dev.syncline.time.DaemonThreads;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs bulk redrives in the background of this instance, taking turns on one thread; they end with it. */
@ApplicationScoped
public class BulkRedrives {

    private static final int REMEMBERED = 1_000;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final DeadLetterQueries letters;
    private final Redriver redriver;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<UUID, BulkRedrive> jobs = new LinkedHashMap<>();

    BulkRedrives(DeadLetterQueries letters, Redriver redriver, Clock clock) {
        this.letters = letters;
        this.redriver = redriver;
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("dead-letter-redrive"));
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    BulkRedrive start(Reach reach, BulkRequest request) {
        DeadLetterFilter filter = request.filter(reach.tenant(), clock.instant());
        long matched = Math.min(request.limit(), letters.count(filter));
        BulkRedrive job = new BulkRedrive(reach, filter, Pace.of(request.rate()), matched);
        remember(job);
        thread.execute(() -> run(job));
        return job;
    }

    synchronized Optional<BulkRedrive> find(Reach reach, UUID id) {
        return Optional.ofNullable(jobs.get(id)).filter(job -> job.tenant().equals(reach.tenant()));
    }

    private synchronized void remember(BulkRedrive job) {
        boolean running =
                jobs.values().stream().anyMatch(other -> other.tenant().equals(job.tenant()) && !other.isDone());
        if (running) {
            throw new ProblemException(ErrorCode.REDRIVE_RUNNING, "wait until it is done");
        }
        jobs.put(job.id(), job);
        Iterator<BulkRedrive> oldest = jobs.values().iterator();
        while (jobs.size() > REMEMBERED && oldest.hasNext()) {
            if (oldest.next().isDone()) {
                oldest.remove();
            }
        }
    }

    private void run(BulkRedrive job) {
        long began = System.nanoTime();
        job.step(redriver);
        if (!job.isDone() && !thread.isShutdown()) {
            // From the step's begin, but what a slow one missed is not caught up.
            long rest = job.pace().period().toNanos() - (System.nanoTime() - began);
            thread.schedule(() -> run(job), Math.max(0, rest), TimeUnit.NANOSECONDS);
        }
    }

    void atStop(@Observes ShutdownEvent stop) throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            thread.shutdownNow();
        }
    }
}
