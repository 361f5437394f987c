package dev.syncline.ingress;

import dev.syncline.acks.AckListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts, by tenant, the changes that this instance handed to the broker and has not heard an outcome of. A tenant is
 * so bounded at each instance; a restart forgives what it had.
 */
@ApplicationScoped
public class Unprocessed {

    private final ConcurrentMap<String, Long> counts = new ConcurrentHashMap<>();

    /** Takes the places, or none of them where they would be more than the limit. */
    boolean tryTake(String tenant, int changes, long limit) {
        long[] taken = {0};
        counts.compute(tenant, (key, count) -> {
            long now = count == null ? 0 : count;
            taken[0] = now + changes <= limit ? changes : 0;
            return zeroAsNull(now + taken[0]);
        });
        return taken[0] == changes;
    }

    void giveBack(String tenant, int changes) {
        counts.computeIfPresent(tenant, (key, count) -> zeroAsNull(Math.max(0, count - changes)));
    }

    void forget(String tenant) {
        counts.remove(tenant);
    }

    void answered(@Observes AckListener.OwnChangeAnswered change) {
        giveBack(change.tenant(), 1);
    }

    private static Long zeroAsNull(long count) {
        return count == 0 ? null : count;
    }
}
