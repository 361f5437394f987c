package dev.syncline.store;

/**
 * The version that a reader holds of a record.
 *
 * @param data its content as JSON text in UTF-8
 */
public record BaseVersion(long version, byte[] data) {}
