package dev.syncline.store;

import dev.syncline.change.Json;
import dev.syncline.json.JsonReader;
import dev.syncline.resolve.Lost;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the column of lost values as {@link BatchWrites} writes it. */
final class LostValues {

    private LostValues() {}

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
