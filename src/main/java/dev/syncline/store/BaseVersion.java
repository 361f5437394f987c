package dev.syncline.store;

/**
 * The version that a reader holds of a record.
 *
 * @param data its content as JSON text
 */
public record BaseVersion(long version, String data) {}
