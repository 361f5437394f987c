package dev.syncline.acks;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How much of something each tenant has taken, never more than a limit. */
final class TenantCounts {

    private final ConcurrentMap<String, Long> counts = new ConcurrentHashMap<>();

    /** Takes so many, or none of them where the tenant would have more than the limit. */
    boolean tryTake(String tenant, int count, long limit) {
        boolean[] taken = {false};
        counts.compute(tenant, (key, before) -> {
            long now = before == null ? 0 : before;
            taken[0] = now + count <= limit;
            return zeroAsNull(taken[0] ? now + count : now);
        });
        return taken[0];
    }

    void giveBack(String tenant, int count) {
        counts.computeIfPresent(tenant, (key, before) -> zeroAsNull(Math.max(0, before - count)));
    }

    private static Long zeroAsNull(long count) {
        return count == 0 ? null : count;
    }
}
