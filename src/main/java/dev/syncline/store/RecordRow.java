package dev.syncline.store;

import dev.syncline.change.RecordKey;
import dev.syncline.resolve.Stored;
import java.util.UUID;

/**
 * A record as it stands in its table.
 *
 * @param id {@link RecordKey#id} of its key
 * @param position its place in the feed
 * @param ctid where the table has it, as long as it is locked; null where it is not there yet
 * @param text its content as the table has it, in UTF-8; null where that is still to be written
 */
public record RecordRow(
        UUID id, RecordKey key, Stored stored, Position position, Writer writer, String ctid, byte[] text) {

    /** This row replaced by another content. */
    public RecordRow replacedBy(Stored written, Position newPosition, Writer newWriter) {
        return new RecordRow(id, key, written, newPosition, newWriter, ctid, null);
    }
}
