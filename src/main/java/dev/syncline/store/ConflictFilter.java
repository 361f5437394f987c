package dev.syncline.store;

import dev.syncline.resolve.Decision;

/** Which conflicts of a tenant to list; null stands for any. */
public record ConflictFilter(
        String tenant, String entity, String entityId, String clientId, Decision.Settled resolution) {}
