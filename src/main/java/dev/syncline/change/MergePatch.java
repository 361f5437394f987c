package dev.syncline.change;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** JSON merge patches (RFC 7396): applied, and found between two objects. */
public final class MergePatch {

    private MergePatch() {}

    /** The target with the patch applied; neither argument is changed. */
    public static Map<String, Object> apply(Map<String, Object> target, Map<String, Object> patch) {
        Map<String, Object> result = new LinkedHashMap<>(target);
        patch.forEach((key, value) -> {
            if (value == null) {
                result.remove(key);
            } else if (value instanceof Map) {
                Object old = result.get(key);
                result.put(key, apply(old instanceof Map ? Json.object(old) : Map.of(), Json.object(value)));
            } else {
                result.put(key, value);
            }
        });
        return result;
    }

    /**
     * The patch that turns one object into the other, or empty where none can: a merge patch cannot set a null, nor
     * leave a null inside an object that it brings anew.
     */
    public static Optional<Map<String, Object>> between(Map<String, Object> from, Map<String, Object> to) {
        Map<String, Object> patch = new LinkedHashMap<>();
        for (String key : from.keySet()) {
            if (!to.containsKey(key)) {
                patch.put(key, null);
            }
        }
        for (Map.Entry<String, Object> entry : to.entrySet()) {
            String key = entry.getKey();
            Object now = entry.getValue();
            if (from.containsKey(key) && Objects.equals(from.get(key), now)) {
                continue;
            }
            if (now == null) {
                return Optional.empty();
            }
            if (now instanceof Map) {
                Object old = from.get(key);
                Map<String, Object> oldObject = old instanceof Map ? Json.object(old) : Map.of();
                Optional<Map<String, Object>> inner = between(oldObject, Json.object(now));
                if (inner.isEmpty()) {
                    return Optional.empty();
                }
                patch.put(key, inner.get());
            } else {
                patch.put(key, now);
            }
        }
        return Optional.of(patch);
    }
}
