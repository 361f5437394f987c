package dev.syncline.outbox;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Json;
import dev.syncline.json.KnownMembers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A change as a JSON value, and back. */
public final class ChangeJson {

    private ChangeJson() {}

    public static Map<String, Object> toJson(Change change) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", change.id().toString());
        json.put("type", change.type().name());
        json.put("entity", change.entity());
        json.put("entityId", change.entityId());
        KnownMembers.put(json, "data", change.data());
        KnownMembers.put(json, "patch", change.patch());
        KnownMembers.put(json, "localVersion", change.localVersion());
        json.put("timestamp", change.timestamp());
        KnownMembers.put(json, "after", change.after());
        return json;
    }

    /** @throws RuntimeException where the value is no change */
    static Change fromJson(Map<String, Object> json) {
        return new Change(
                UUID.fromString((String) json.get("id")),
                ChangeType.valueOf((String) json.get("type")),
                required(json, "entity"),
                required(json, "entityId"),
                Json.object(json.get("data")),
                Json.object(json.get("patch")),
                (Long) json.get("localVersion"),
                (Long) json.get("timestamp"),
                json.get("after") == null ? null : UUID.fromString((String) json.get("after")));
    }

    static String required(Map<String, Object> json, String name) {
        if (json.get(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new IllegalArgumentException(name + " is missing");
    }
}
