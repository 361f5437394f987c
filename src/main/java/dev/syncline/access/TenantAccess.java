package dev.syncline.access;

import dev.syncline.change.ChangeType;
import dev.syncline.change.RecordKey;
import dev.syncline.security.Caller;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;

/** The policy where an application has none of its own: the caller's whole tenant, and nothing else. */
@DefaultBean
@ApplicationScoped
public class TenantAccess implements AccessPolicy {

    @Override
    public boolean mayRead(Caller caller, RecordKey record) {
        return record.tenant().equals(caller.tenant());
    }

    @Override
    public boolean mayWrite(Caller caller, RecordKey record, ChangeType change) {
        return record.tenant().equals(caller.tenant());
    }
}
