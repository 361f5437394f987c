package dev.syncline.resolve;

import dev.syncline.change.Stamp;

/**
 * A record as the server holds it.
 *
 * @param stamp the latest stamp that went into it
 * @param fieldStamps who last changed each field
 */
public record Stored(long version, State state, Stamp stamp, FieldStamps fieldStamps) {}
