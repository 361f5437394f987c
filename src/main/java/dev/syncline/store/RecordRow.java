package dev.syncline.store;

import dev.syncline.change.RecordKey;
import dev.syncline.resolve.Stored;

/**
 * A record as it stands in its table.
 *
 * @param position its place in the feed
 * @param ctid where the table has it, as long as it is locked; null where it is not there yet
 */
public record RecordRow(RecordKey key, Stored stored, Position position, Writer writer, String ctid) {}
