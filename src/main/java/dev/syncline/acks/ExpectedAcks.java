package dev.syncline.acks;

import dev.syncline.store.ChangeKey;
import dev.syncline.store.LedgerEntry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * The outcomes of a set of changes, heard of from its making to its closing; of what is sent in between no word is missed.
 * Where too much is awaited already it hears nothing, and only what the ledger has at once counts.
 */
public final class ExpectedAcks implements AutoCloseable {

    private final String tenant;
    private final SetLook look;
    private final Duration wait;
    private final Watched<ChangeKey, ExpectedAcks> watched;
    private final WaitPlaces places;
    private final Waiter.Means means;
    private final boolean hears;
    private final AtomicBoolean closed = new AtomicBoolean();

    // Whoever writes one of the two reads the other behind it: one of them wakes the waiter.
    private volatile boolean allTold;
    private volatile Waiter<KnownAcks> waiter;

    ExpectedAcks(
            String tenant,
            SetLook look,
            Duration wait,
            Watched<ChangeKey, ExpectedAcks> watched,
            WaitPlaces places,
            Waiter.Means means) {
        this.tenant = tenant;
        this.look = look;
        this.wait = wait;
        this.watched = watched;
        this.places = places;
        this.means = means;
        this.hears = !wait.isZero() && places.take(tenant, look.ids().size()) == WaitPlaces.Grant.TAKEN;
        if (hears) {
            look.ids().forEach(id -> watched.add(new ChangeKey(tenant, id), this));
        }
    }

    /** Of changes sent since the making: all outcomes, where they are known in time and go into one answer; else none. */
    public Uni<List<LedgerEntry>> ofSent() {
        // The ledger is read for a word that was lost on its way from another instance: at once it would be in vain.
        return await(means.rechecks().delay()).map(KnownAcks::entries);
    }

    /** @param firstLook when the ledger is read for what nobody tells of */
    Uni<KnownAcks> await(Duration firstLook) {
        return Uni.createFrom().emitter(request -> start(request, firstLook));
    }

    private void start(UniEmitter<? super KnownAcks> request, Duration firstLook) {
        Waiter<KnownAcks> started = new Waiter<>(look, request, means);
        request.onTermination(started::stop);
        waiter = started;
        started.start(hears ? wait : Duration.ZERO, allTold ? Duration.ZERO : firstLook);
    }

    void tell(Predicate<SetLook> told) {
        if (told.test(look)) {
            allTold = true;
            Waiter<KnownAcks> waiting = waiter;
            if (waiting != null) {
                waiting.wake();
            }
        }
    }

    @Override
    public void close() {
        if (hears && closed.compareAndSet(false, true)) {
            look.ids().forEach(id -> watched.remove(new ChangeKey(tenant, id), this));
            places.giveBack(tenant, look.ids().size());
        }
    }
}
