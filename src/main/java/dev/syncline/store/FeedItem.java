package dev.syncline.store;

import dev.syncline.change.RecordKey;
import java.util.UUID;

/**
 * A record as the feed shows it.
 *
 * @param id {@link RecordKey#id} of its key
 * @param data its content as JSON text in UTF-8; null where it is deleted
 */
public record FeedItem(UUID id, RecordKey key, long version, boolean deleted, byte[] data, Position position) {

    FeedItem with(byte[] content) {
        return new FeedItem(id, key, version, deleted, content, position);
    }
}
