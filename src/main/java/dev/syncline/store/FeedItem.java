package dev.syncline.store;

import dev.syncline.change.RecordKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A record as the feed shows it.
 *
 * @param data its content as JSON text in UTF-8; null where it is deleted
 */
public record FeedItem(RecordKey key, long version, boolean deleted, byte[] data, Position position) {

    FeedItem with(byte[] content) {
        return new FeedItem(key, version, deleted, content, position);
    }

    /** A page has each record once. */
    static Map<UUID, FeedItem> byId(List<FeedItem> items) {
        Map<UUID, FeedItem> byId = new LinkedHashMap<>();
        items.forEach(item -> byId.put(item.key().id(), item));
        return byId;
    }
}
