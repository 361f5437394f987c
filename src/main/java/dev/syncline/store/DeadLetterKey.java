package dev.syncline.store;

import java.util.UUID;

/** Names a dead letter; the tenant is empty where the message could not be read. */
public record DeadLetterKey(String tenant, UUID id) {}
