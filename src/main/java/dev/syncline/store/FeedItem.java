package dev.syncline.store;

import dev.syncline.change.RecordKey;

/**
 * A record as the feed shows it.
 *
 * @param data its content as JSON text in UTF-8; null where it is deleted
 */
public record FeedItem(RecordKey key, long version, boolean deleted, byte[] data, Position position) {

    FeedItem with(byte[] content) {
        return new FeedItem(key, version, deleted, content, position);
    }
}
