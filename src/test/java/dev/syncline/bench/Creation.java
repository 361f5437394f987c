package dev.syncline.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The body of a push that makes one message. */
public final class Creation {

    private Creation() {}

    public static Map<String, Object> push(
            String clientId, String changeId, String entityId, Map<String, Object> data) {
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("id", changeId);
        change.put("type", "CREATE");
        change.put("entity", "message");
        change.put("entityId", entityId);
        change.put("data", data);
        change.put("localVersion", 0L);
        change.put("timestamp", System.currentTimeMillis());
        return Map.of("clientId", clientId, "changes", List.of(change));
    }
}
