package dev.syncline.stream;

import dev.syncline.feed.FeedJson;
import dev.syncline.store.Epoch;
import dev.syncline.store.FeedCursor;
import dev.syncline.store.FeedItem;

/** A record of the feed as an event, encoded once for all who are sent it. */
final class ChangeEvent {

    private final FeedItem item;
    private final Epoch epoch;
    private Part block;

    ChangeEvent(FeedItem item, Epoch epoch) {
        this.item = item;
        this.epoch = epoch;
    }

    FeedItem item() {
        return item;
    }

    /** Lacks its id, which is its reader's. */
    Part event() {
        if (block == null) {
            String cursor =
                    FeedCursor.at(item.position()).text(epoch, item.key().tenant());
            block = new Part(Blocks.event("change", FeedJson.whole(item).add("cursor", cursor)));
        }
        return block;
    }
}
