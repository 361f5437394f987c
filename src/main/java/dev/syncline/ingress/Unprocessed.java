package dev.syncline.ingress;

import dev.syncline.acks.AckListener;
import dev.syncline.outbox.OutboxDepth;
import dev.syncline.outbox.QueueSample;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Counts, by tenant, the changes that this instance handed to the broker and has not heard an outcome of. A tenant is
 * so bounded at each instance; a restart forgives what it had. Of some changes no outcome is ever heard here, as of those
 * that waited for another one: no more can be unprocessed than the whole queue holds, and a tenant at its limit is
 * counted down to that.
 */
@ApplicationScoped
public class Unprocessed {

    private final ConcurrentMap<String, Taken> tenants = new ConcurrentHashMap<>();
    private final Supplier<Optional<QueueSample>> latest;

    @Inject
    Unprocessed(OutboxDepth depth) {
        this(depth::latest);
    }

    Unprocessed(Supplier<Optional<QueueSample>> latest) {
        this.latest = latest;
    }

    /**
     * What a tenant has taken. A sample is made some time before it is seen, so the latest surely counts only what was
     * durable before the one before it was seen; what came later is kept here.
     *
     * @param places those not given back
     * @param onTheirWay of those, what the broker has not answered for
     * @param sample the latest, as it was seen; null before the first
     * @param before what became durable before that, since the one seen before
     * @param since what became durable since
     */
    private record Taken(long places, long onTheirWay, QueueSample sample, long before, long since) {

        static final Taken NONE = new Taken(0, 0, null, 0, 0);

        Taken seeing(QueueSample latest) {
            return latest == null || latest.equals(sample) ? this : new Taken(places, onTheirWay, latest, since, 0);
        }

        /** No more than can be unprocessed, as far as the queue is known. */
        Taken countedDown() {
            long most = sample == null ? places : sample.depth() + onTheirWay + before + since;
            return new Taken(Math.min(places, most), onTheirWay, sample, before, since);
        }

        Taken plus(int changes) {
            return new Taken(places + changes, onTheirWay + changes, sample, before, since);
        }

        Taken durable(int changes) {
            return new Taken(places, onTheirWay - changes, sample, before, since + changes);
        }

        Taken refused(int changes) {
            return new Taken(Math.max(0, places - changes), onTheirWay - changes, sample, before, since);
        }

        Taken answered(int changes) {
            return new Taken(Math.max(0, places - changes), onTheirWay, sample, before, since);
        }

        Taken orNull() {
            return places == 0 && onTheirWay == 0 ? null : this;
        }
    }

    /** Takes the places, or none of them where they would be more than the limit. */
    boolean tryTake(String tenant, int changes, long limit) {
        boolean[] taken = {false};
        tenants.compute(tenant, (key, known) -> {
            Taken now = (known == null ? Taken.NONE : known).seeing(sample());
            if (now.places() + changes > limit) {
                now = now.countedDown();
            }
            taken[0] = now.places() + changes <= limit;
            return (taken[0] ? now.plus(changes) : now).orNull();
        });
        return taken[0];
    }

    /** Counts how the sending of what was taken ends: a client that hangs up ends only its own wait for it. */
    Uni<Void> counted(String tenant, int changes, Uni<Void> sending) {
        Uni<Void> counted = sending.onItem()
                .invoke(() -> durable(tenant, changes))
                .onFailure()
                .invoke(() -> giveBack(tenant, changes))
                .memoize()
                .indefinitely();
        // Nobody else does, where the client hung up before its wait began.
        counted.subscribe().with(durable -> {}, refused -> {});
        return counted;
    }

    /** The broker has what was taken. */
    void durable(String tenant, int changes) {
        tenants.computeIfPresent(
                tenant, (key, known) -> known.seeing(sample()).durable(changes).orNull());
    }

    /** The broker did not take them. */
    void giveBack(String tenant, int changes) {
        tenants.computeIfPresent(tenant, (key, known) -> known.refused(changes).orNull());
    }

    void answered(@Observes AckListener.OwnChangesAnswered own) {
        tenants.computeIfPresent(
                own.tenant(), (key, known) -> known.answered(own.changes()).orNull());
    }

    private QueueSample sample() {
        return latest.get().orElse(null);
    }
}
