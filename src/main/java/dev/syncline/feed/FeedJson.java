package dev.syncline.feed;

import dev.syncline.json.RawJson;
import dev.syncline.store.FeedItem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A record of the feed as JSON: whole, as a patch on what the reader holds, or gone. */
public final class FeedJson {

    private FeedJson() {}

    public static Map<String, Object> whole(FeedItem item) {
        return of(item, Optional.empty());
    }

    static Map<String, Object> of(FeedItem item, Optional<Delta> delta) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("entity", item.key().entity());
        json.put("entityId", item.key().entityId());
        json.put("version", item.version());
        json.put("deleted", item.deleted());
        if (delta.isPresent()) {
            json.put("patch", new RawJson(delta.get().patch()));
            json.put("baseVersion", delta.get().baseVersion());
        } else if (!item.deleted()) {
            json.put("data", new RawJson(item.data()));
        }
        return json;
    }
}
