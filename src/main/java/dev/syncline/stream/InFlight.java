package dev.syncline.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes on their way to all clients of an instance. A tenant's are no more than what stays free beside all of
 * them, so that there is room for another's.
 */
final class InFlight {

    private final long most;
    private final AtomicLong all = new AtomicLong();
    private final Map<String, Long> ofTenant = new ConcurrentHashMap<>();

    InFlight(long most) {
        this.most = most;
    }

    /** Whether so many more can be on their way. */
    boolean fits(String tenant, long bytes) {
        return ofTenant.getOrDefault(tenant, 0L) + bytes <= most - all.get();
    }

    void add(String tenant, long bytes) {
        if (bytes != 0) {
            all.addAndGet(bytes);
            ofTenant.merge(tenant, bytes, (before, more) -> before + more == 0 ? null : Long.valueOf(before + more));
        }
    }

    void remove(String tenant, long bytes) {
        add(tenant, -bytes);
    }

    long bytes() {
        return all.get();
    }
}
