package dev.syncline.store;

import java.util.UUID;

/** Names a change: ids are unique within a tenant. */
public record ChangeKey(String tenant, UUID changeId) {}
