package dev.syncline.service;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Changes as a client would write them. */
public final class Changes {

    private Changes() {}

    public static Map<String, Object> create(String entity, String entityId, Map<String, Object> data) {
        return with(change("CREATE", entity, entityId, 0L), "data", data);
    }

    static Map<String, Object> update(String entity, String entityId, Long localVersion, Map<String, Object> data) {
        return with(change("UPDATE", entity, entityId, localVersion), "data", data);
    }

    static Map<String, Object> patch(String entity, String entityId, Long localVersion, Map<String, Object> patch) {
        return with(change("UPDATE", entity, entityId, localVersion), "patch", patch);
    }

    static Map<String, Object> delete(String entity, String entityId, Long localVersion) {
        return change("DELETE", entity, entityId, localVersion);
    }

    /** Chained behind this client's previous change. */
    static Map<String, Object> after(Map<String, Object> predecessor, Map<String, Object> change) {
        return with(change, "after", predecessor.get("id"));
    }

    static Map<String, Object> with(Map<String, Object> change, String name, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>(change);
        copy.put(name, value);
        return copy;
    }

    private static Map<String, Object> change(String type, String entity, String entityId, Long localVersion) {
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("id", UUID.randomUUID().toString());
        change.put("type", type);
        change.put("entity", entity);
        change.put("entityId", entityId);
        if (localVersion != null) {
            change.put("localVersion", localVersion);
        }
        change.put("timestamp", System.currentTimeMillis());
        return change;
    }
}
