package dev.syncline.ingress;

import dev.syncline.acks.AckListener;
import dev.syncline.acks.TenantCounts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Counts, by tenant, the changes that this instance handed to the broker and has not heard an outcome of. A tenant is
 * so bounded at each instance; a restart forgives what it had.
 */
@ApplicationScoped
public class Unprocessed {

    private final TenantCounts counts = new TenantCounts();

    /** Takes the places, or none of them where they would be more than the limit. */
    boolean tryTake(String tenant, int changes, long limit) {
        return counts.tryTake(tenant, changes, limit);
    }

    void giveBack(String tenant, int changes) {
        counts.giveBack(tenant, changes);
    }

    void forget(String tenant) {
        counts.forget(tenant);
    }

    void answered(@Observes AckListener.OwnChangeAnswered change) {
        giveBack(change.tenant(), 1);
    }
}
