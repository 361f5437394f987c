package dev.syncline.acks;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.problem.ProblemException;
import dev.syncline.security.Caller;
import dev.syncline.settings.Settings;
import dev.syncline.store.AckPage;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.LedgerQueries;
import dev.syncline.store.Position;
import dev.syncline.time.DaemonThreads;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Predicate;

/**
 * Lets requests wait for outcomes. The engine and messages of the acks topic wake them; the database has the truth, so
 * each looks there when it is woken, and from time to time in case a message is missed. What could be known before it
 * waits, it looks for first.
 */
@ApplicationScoped
public class AckWaiters {

    private final LedgerQueries ledger;
    private final long answerBytes;
    private final ScheduledThreadPoolExecutor timer;
    private final Lookers lookers;
    private final Waiter.Means means;
    private final Watched<ChangeKey, ExpectedAcks> changes = new Watched<>();
    private final Watched<Origin, Waiter<?>> clients = new Watched<>();
    private final WaitPlaces places;

    AckWaiters(LedgerQueries ledger, Settings settings) {
        Settings.Waiting waiting = settings.waiting();
        this.ledger = ledger;
        this.places = new WaitPlaces(waiting.maxAwaited(), waiting.maxAwaitedPerTenant());
        this.answerBytes = settings.acks().answerSize().asLongValue();
        this.timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("ack-waiters-timer"));
        timer.setRemoveOnCancelPolicy(true);
        this.lookers = new Lookers(waiting.concurrentChecks());
        this.means = new Waiter.Means(lookers, timer, new Rechecks(waiting.recheck()), waiting.recheckHeldBack());
    }

    /** Tells of an outcome that this instance has committed: who waits for nothing else need not read it. */
    public void tell(LedgerEntry outcome) {
        tell(outcome.origin(), outcome.changeId(), look -> look.told(outcome));
    }

    /** An ack was seen on the topic: its row is committed. */
    public void signal(Origin client, UUID changeId) {
        tell(client, changeId, look -> look.told(changeId));
    }

    private void tell(Origin client, UUID changeId, Predicate<SetLook> told) {
        changes.of(new ChangeKey(client.tenant(), changeId)).forEach(expected -> expected.tell(told));
        clients.of(client).forEach(Waiter::wake);
    }

    /** What becomes of changes that the caller is about to send; to be closed, whatever becomes of the sending. */
    public ExpectedAcks expect(Caller caller, List<Awaited> wanted, Duration wait) {
        return expect(caller, wanted, SetLook.Wish.ALL, wait);
    }

    private ExpectedAcks expect(Caller caller, List<Awaited> wanted, SetLook.Wish wish, Duration wait) {
        SetLook look = new SetLook(ledger, answerBytes, caller, wanted, wish);
        return new ExpectedAcks(caller.tenant(), look, wait, changes, places, means);
    }

    /**
     * The outcomes of the caller's changes, in their order, where all are known in time and go into one answer; else
     * none. Where too much is awaited already, only what is known at once counts.
     */
    public Uni<List<LedgerEntry>> awaitAll(Caller caller, List<Awaited> wanted, Duration wait) {
        return await(caller, wanted, SetLook.Wish.ALL, wait).map(KnownAcks::entries);
    }

    /**
     * The outcomes of the caller's changes, in their order, as soon as all are known, or those known when the time is
     * up; at once where too much is awaited already.
     */
    public Uni<KnownAcks> awaitKnown(Caller caller, List<Awaited> wanted, Duration wait) {
        return await(caller, wanted, SetLook.Wish.WHAT_FITS, wait).map(known -> {
            if (known.entries().isEmpty() && !known.more().isEmpty()) {
                // They are there, but the last look could not read them in time.
                throw Waiter.unavailable();
            }
            return known;
        });
    }

    private Uni<KnownAcks> await(Caller caller, List<Awaited> wanted, SetLook.Wish wish, Duration wait) {
        return Uni.createFrom().deferred(() -> {
            ExpectedAcks expected = expect(caller, wanted, wish, wait);
            return expected.await(Duration.ZERO).onTermination().invoke(expected::close);
        });
    }

    /** The client's outcomes after a position as soon as there is one, or the empty page when the time is up. */
    public Uni<AckPage> awaitAny(Origin client, Position after, int limit, Duration wait) {
        return Uni.createFrom().emitter(request -> startAny(client, after, limit, wait, request));
    }

    private void startAny(
            Origin client, Position after, int limit, Duration wait, UniEmitter<? super AckPage> request) {
        boolean waits = !wait.isZero();
        WaitPlaces.Grant grant = waits ? places.take(client.tenant(), 1) : WaitPlaces.Grant.TAKEN;
        if (grant != WaitPlaces.Grant.TAKEN) {
            request.fail(tooMany(grant));
            return;
        }
        Waiter.Look<AckPage> look = last -> {
            AckPage page = ledger.after(client, after, limit, answerBytes);
            return new Waiter.Seen<>(page, !page.entries().isEmpty(), page.pending());
        };
        Waiter<AckPage> waiter = new Waiter<>(look, request, means);
        if (waits) {
            clients.add(client, waiter);
            request.onTermination(() -> {
                waiter.stop();
                clients.remove(client, waiter);
                places.giveBack(client.tenant(), 1);
            });
        }
        waiter.start(wait, Duration.ZERO);
    }

    private static ProblemException tooMany(WaitPlaces.Grant grant) {
        return new ProblemException(
                grant == WaitPlaces.Grant.TENANT_FULL ? ErrorCode.TOO_MANY_AWAITED : ErrorCode.TOO_MANY_WAITING,
                "ask again without wait, or later");
    }

    /** How many changes and clients are awaited at present. */
    public int awaited() {
        return places.taken();
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
        lookers.stop();
    }
}
