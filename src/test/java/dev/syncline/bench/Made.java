package dev.syncline.bench;

import dev.syncline.change.Change;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A change with what its client had before and after it.
 *
 * @param before null where the client had no record
 * @param after null where the client deleted it
 */
record Made(Change change, Map<String, Object> before, Map<String, Object> after) {

    UUID id() {
        return change.id();
    }

    Place place() {
        return new Place(change.entity(), change.entityId());
    }

    /** The values that this change brought into the world. */
    Set<String> newTokens() {
        Set<String> tokens = Tokens.in(change.data());
        tokens.addAll(Tokens.in(change.patch()));
        tokens.removeAll(Tokens.in(before));
        return tokens;
    }

    /** As it goes over the wire. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", change.id().toString());
        json.put("type", change.type().name());
        json.put("entity", change.entity());
        json.put("entityId", change.entityId());
        json.put("timestamp", change.timestamp());
        json.put("localVersion", change.localVersion());
        if (change.data() != null) {
            json.put("data", change.data());
        }
        if (change.patch() != null) {
            json.put("patch", change.patch());
        }
        if (change.after() != null) {
            json.put("after", change.after().toString());
        }
        return json;
    }
}
