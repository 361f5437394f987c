package dev.syncline.feed;

import dev.syncline.json.JsonMembers;
import dev.syncline.json.RawJson;
import dev.syncline.store.FeedItem;
import java.util.Optional;

/** A record of the feed as JSON: whole, as a patch on what the reader holds, or gone. */
public final class FeedJson {

    private FeedJson() {}

    public static JsonMembers whole(FeedItem item) {
        return of(item, Optional.empty());
    }

    static JsonMembers of(FeedItem item, Optional<Delta> delta) {
        JsonMembers json = new JsonMembers()
                .add("entity", item.key().entity())
                .add("entityId", item.key().entityId())
                .add("version", item.version())
                .add("deleted", item.deleted());
        if (delta.isPresent()) {
            json.add("patch", new RawJson(delta.get().patch()))
                    .add("baseVersion", delta.get().baseVersion());
        } else if (!item.deleted()) {
            json.add("data", new RawJson(item.data()));
        }
        return json;
    }
}
