package dev.syncline.store;

import dev.syncline.change.RecordKey;
import dev.syncline.resolve.State;
import java.time.Instant;

/**
 * A version of a record that was replaced.
 *
 * @param position its place in the feed before
 */
public record RevisionRow(
        RecordKey key,
        long version,
        State state,
        long stampMillis,
        Position position,
        Writer writer,
        Instant replacedAt) {

    public static RevisionRow replaced(RecordRow row, Instant at) {
        return new RevisionRow(
                row.key(),
                row.stored().version(),
                row.stored().state(),
                row.stored().stamp().millis(),
                row.position(),
                row.writer(),
                at);
    }
}
