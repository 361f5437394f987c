package dev.syncline.store;

/**
 * An outbox message as it came.
 *
 * @param schemaVersion its schema-version header, or null
 */
public record Message(String topic, int partition, long offset, byte[] key, byte[] payload, String schemaVersion) {}
