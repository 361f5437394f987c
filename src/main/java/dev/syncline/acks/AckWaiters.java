package dev.syncline.acks;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.problem.ProblemException;
import dev.syncline.security.Caller;
import dev.syncline.store.AckPage;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.LedgerQueries;
import dev.syncline.store.Position;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Lets requests wait for outcomes. Messages of the acks topic wake them; the database has the truth, so each looks
 * there before it waits, when it is woken, and from time to time in case a message is missed.
 */
@ApplicationScoped
public class AckWaiters {

    private static final Duration IDLE = Duration.ofSeconds(30);

    /** Wakes the waiter of a set of changes, once the last of them is told of. */
    private record SetWaiter(Outstanding outstanding, Waiter<?> waiter) {

        void told(UUID changeId) {
            if (outstanding.told(changeId)) {
                waiter.wake();
            }
        }
    }

    private final LedgerQueries ledger;
    private final int maxAwaited;
    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor lookers;
    private final Waiter.Means means;
    private final Watched<ChangeKey, SetWaiter> changes = new Watched<>();
    private final Watched<Origin, Waiter<?>> clients = new Watched<>();
    private final AtomicInteger awaited = new AtomicInteger();

    AckWaiters(LedgerQueries ledger, WaitSettings settings) {
        this.ledger = ledger;
        this.maxAwaited = settings.maxAwaited();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> thread(task, "ack-waiters-timer"));
        timer.setRemoveOnCancelPolicy(true);
        int atOnce = settings.concurrentChecks();
        // Threads of their own: the shared ones would carry the context of whoever woke a request into its answer.
        this.lookers = new ThreadPoolExecutor(
                atOnce,
                atOnce,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                task -> thread(task, "ack-waiters"));
        lookers.allowCoreThreadTimeOut(true);
        this.means = new Waiter.Means(lookers, timer, settings.recheck(), settings.recheckHeldBack());
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** An ack was seen on the topic: its row is committed. */
    public void signal(Origin client, UUID changeId) {
        changes.of(new ChangeKey(client.tenant(), changeId)).forEach(waiter -> waiter.told(changeId));
        clients.of(client).forEach(Waiter::wake);
    }

    /**
     * The outcomes of the caller's changes as soon as all are known, or those known when the time is up; at once where
     * too much is awaited already. They come in the order of the changes.
     */
    public Uni<List<LedgerEntry>> awaitAll(Caller caller, List<Awaited> wanted, Duration wait) {
        return Uni.createFrom().emitter(request -> startAll(caller, List.copyOf(wanted), wait, request));
    }

    private void startAll(
            Caller caller, List<Awaited> wanted, Duration wait, UniEmitter<? super List<LedgerEntry>> request) {
        Set<UUID> ids = wanted.stream().map(Awaited::changeId).collect(Collectors.toSet());
        Outstanding outstanding = new Outstanding(ids);
        boolean waits = !wait.isZero() && reserve(ids.size());
        Waiter<List<LedgerEntry>> waiter =
                new Waiter<>(() -> lookForAll(caller, wanted, ids, outstanding, waits), request, means);
        if (waits) {
            SetWaiter watcher = new SetWaiter(outstanding, waiter);
            ids.forEach(id -> changes.add(new ChangeKey(caller.tenant(), id), watcher));
            request.onTermination(() -> {
                waiter.stop();
                ids.forEach(id -> changes.remove(new ChangeKey(caller.tenant(), id), watcher));
                awaited.addAndGet(-ids.size());
            });
        }
        waiter.start(wait);
    }

    private Waiter.Seen<List<LedgerEntry>> lookForAll(
            Caller caller, List<Awaited> wanted, Set<UUID> ids, Outstanding outstanding, boolean waits)
            throws SQLException {
        outstanding.lookBegins();
        Map<UUID, List<LedgerEntry>> claims = ledger.claims(caller.tenant(), caller.subject(), ids);
        List<LedgerEntry> known = wanted.stream()
                .flatMap(one -> one.among(claims.getOrDefault(one.changeId(), List.of())).stream())
                .toList();
        if (known.size() == wanted.size() || !waits) {
            return new Waiter.Seen<>(known, true, false);
        }
        List<UUID> missing = wanted.stream()
                .filter(one -> one.among(claims.getOrDefault(one.changeId(), List.of()))
                        .isEmpty())
                .map(Awaited::changeId)
                .toList();
        return new Waiter.Seen<>(known, false, outstanding.lookMissed(missing));
    }

    /** The client's outcomes after a position as soon as there is one, or the empty page when the time is up. */
    public Uni<AckPage> awaitAny(Origin client, Position after, int limit, Duration wait) {
        return Uni.createFrom().emitter(request -> startAny(client, after, limit, wait, request));
    }

    private void startAny(
            Origin client, Position after, int limit, Duration wait, UniEmitter<? super AckPage> request) {
        boolean waits = !wait.isZero();
        if (waits && !reserve(1)) {
            request.fail(new ProblemException(ErrorCode.TOO_MANY_WAITING, "ask again without wait, or later"));
            return;
        }
        Callable<Waiter.Seen<AckPage>> look = () -> {
            AckPage page = ledger.after(client, after, limit);
            return new Waiter.Seen<>(page, !waits || !page.entries().isEmpty(), page.pending());
        };
        Waiter<AckPage> waiter = new Waiter<>(look, request, means);
        if (waits) {
            clients.add(client, waiter);
            request.onTermination(() -> {
                waiter.stop();
                clients.remove(client, waiter);
                awaited.decrementAndGet();
            });
        }
        waiter.start(wait);
    }

    private boolean reserve(int count) {
        if (awaited.addAndGet(count) <= maxAwaited) {
            return true;
        }
        awaited.addAndGet(-count);
        return false;
    }

    /** How many changes and clients are awaited at present. */
    public int awaited() {
        return awaited.get();
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
        lookers.shutdownNow();
    }
}
