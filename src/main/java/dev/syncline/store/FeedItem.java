package dev.syncline.store;

import dev.syncline.change.RecordKey;
import java.util.UUID;

/**
 * A record as the feed shows it.
 *
 * @param id {@link RecordKey#id} of its key
 * @param data its content as JSON text; null where it is deleted
 */
public record FeedItem(UUID id, RecordKey key, long version, boolean deleted, String data, Position position) {

    FeedItem with(String content) {
        return new FeedItem(id, key, version, deleted, content, position);
    }
}
