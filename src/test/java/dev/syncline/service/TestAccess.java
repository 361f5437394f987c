package dev.syncline.service;

import dev.syncline.access.AccessPolicy;
import dev.syncline.change.ChangeType;
import dev.syncline.change.RecordKey;
import dev.syncline.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An application's own policy: one record is nobody's, one takes what nobody may read, the rest is the tenant's. */
@ApplicationScoped
class TestAccess implements AccessPolicy {

    static final String FORBIDDEN = "forbidden";
    static final String WRITE_ONLY = "write-only";

    /** Tenants that may do nothing any more. */
    static final Set<String> REVOKED = ConcurrentHashMap.newKeySet();

    @Override
    public boolean mayRead(Caller caller, RecordKey record) {
        return allowed(caller, record) && !record.entityId().equals(WRITE_ONLY);
    }

    @Override
    public boolean mayWrite(Caller caller, RecordKey record, ChangeType type) {
        return allowed(caller, record);
    }

    private static boolean allowed(Caller caller, RecordKey record) {
        return caller.tenant().equals(record.tenant())
                && !REVOKED.contains(caller.tenant())
                && !record.entityId().equals(FORBIDDEN);
    }
}
