package dev.syncline.store;

import dev.syncline.change.Json;
import dev.syncline.json.JsonReader;
import dev.syncline.resolve.Lost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lost values as JSON: of their column, and of what callers are told. */
public final class LostValues {

    private LostValues() {}

    public static List<Map<String, Object>> toJson(List<Lost> lost) {
        return lost.stream().map(LostValues::toJson).toList();
    }

    private static Map<String, Object> toJson(Lost lost) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", lost.path());
        json.put("side", lost.side().name().toLowerCase(Locale.ROOT));
        if (lost.removed()) {
            json.put("removed", true);
        } else {
            json.put("value", lost.value());
        }
        if (!lost.fragments().isEmpty()) {
            json.put("fragments", lost.fragments());
        }
        return json;
    }

    static List<Lost> read(String text) {
        return Json.array(JsonReader.stored().read(text)).stream()
                .map(LostValues::value)
                .toList();
    }

    private static Lost value(Object json) {
        Map<String, Object> object = Json.object(json);
        return new Lost(
                texts(object.get("path")),
                Lost.Side.valueOf(((String) object.get("side")).toUpperCase(Locale.ROOT)),
                Boolean.TRUE.equals(object.get("removed")),
                object.get("value"),
                texts(object.getOrDefault("fragments", List.of())));
    }

    private static List<String> texts(Object json) {
        return Json.array(json).stream().map(String.class::cast).toList();
    }
}
