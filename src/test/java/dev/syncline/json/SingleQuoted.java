package dev.syncline.json;

import dev.syncline.change.Json;
import java.util.Map;

/** JSON as tables of tests write it: with single quotes, which need no escapes in Java. */
public final class SingleQuoted {

    private SingleQuoted() {}

    public static Object value(String text) {
        return JsonReader.strict(64).read(text.replace('\'', '"'));
    }

    public static Map<String, Object> object(String text) {
        return Json.object(value(text));
    }

    /** Null, as an empty cell of a table gives it, for null. */
    public static Map<String, Object> objectOrNull(String text) {
        return text == null ? null : object(text);
    }

    public static String write(Object value) {
        return JsonWriter.write(value).replace('"', '\'');
    }
}
