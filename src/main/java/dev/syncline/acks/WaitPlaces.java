package dev.syncline.acks;

import java.util.concurrent.atomic.AtomicInteger;

/** The places for what is awaited, one for each change and client; no tenant takes more than its share of them. */
final class WaitPlaces {

    /** Whether there were places. */
    enum Grant {
        TAKEN,
        /** The tenant has its share. */
        TENANT_FULL,
        FULL
    }

    private final int all;
    private final int share;
    private final AtomicInteger taken = new AtomicInteger();
    private final TenantCounts byTenant = new TenantCounts();

    WaitPlaces(int all, int share) {
        this.all = all;
        this.share = share;
    }

    /** Takes so many, or none of them. */
    Grant take(String tenant, int count) {
        if (!byTenant.tryTake(tenant, count, share)) {
            return Grant.TENANT_FULL;
        }
        if (taken.addAndGet(count) > all) {
            giveBack(tenant, count);
            return Grant.FULL;
        }
        return Grant.TAKEN;
    }

    void giveBack(String tenant, int count) {
        taken.addAndGet(-count);
        byTenant.giveBack(tenant, count);
    }

    int taken() {
        return taken.get();
    }
}
