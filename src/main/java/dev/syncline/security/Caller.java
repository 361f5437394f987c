package dev.syncline.security;

import dev.syncline.change.Origin;
import java.util.Set;

/** Who calls; a plain value that outlives its request. */
public record Caller(String tenant, String subject, Set<String> roles) {

    public boolean has(String role) {
        return roles.contains(role);
    }

    /** One of this caller's devices or installations. */
    public Origin client(String clientId) {
        return new Origin(tenant, subject, clientId);
    }
}
