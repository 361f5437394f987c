package dev.syncline.store;

import dev.syncline.change.RecordKey;
import dev.syncline.resolve.State;
import java.time.Instant;
import java.util.UUID;

/**
 * A version of a record that was replaced.
 *
 * @param id {@link RecordKey#id} of its key
 * @param text its content as the table of records has it, in UTF-8; null where it never was there
 * @param position its place in the feed before
 */
public record RevisionRow(
        UUID id,
        RecordKey key,
        long version,
        State state,
        byte[] text,
        long stampMillis,
        Position position,
        Writer writer,
        Instant replacedAt) {

    public static RevisionRow replaced(RecordRow row, Instant at) {
        return new RevisionRow(
                row.id(),
                row.key(),
                row.stored().version(),
                row.stored().state(),
                row.text(),
                row.stored().stamp().millis(),
                row.position(),
                row.writer(),
                at);
    }
}
