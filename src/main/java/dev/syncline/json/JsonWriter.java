package dev.syncline.json;

import dev.syncline.change.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the normal form of {@link Json} as compact JSON text, or as the canonical one of RFC 8785. */
public final class JsonWriter {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder(256);
    private final boolean canonical;

    private JsonWriter(boolean canonical) {
        this.canonical = canonical;
    }

    public static String write(Object value) {
        return new JsonWriter(false).value(value).out.toString();
    }

    public static byte[] writeBytes(Object value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }

    /** The one text of a value, whatever its key order: JSON Canonicalization Scheme, RFC 8785. */
    public static String canonical(Object value) {
        return new JsonWriter(true).value(value).out.toString();
    }

    private JsonWriter value(Object value) {
        if (value instanceof String text) {
            text("\"", text, "\"");
        } else if (value instanceof Map<?, ?>) {
            object(Json.object(value));
        } else if (value instanceof List<?>) {
            array(Json.array(value));
        } else if (value instanceof Double number) {
            out.append(canonical ? Numbers.ecmaText(number) : Numbers.text(number));
        } else if (value instanceof RawJson raw && !canonical) {
            out.append(raw.text());
        } else if (value == null || value instanceof Boolean || value instanceof Long || value instanceof Integer) {
            out.append(value);
        } else {
            throw new IllegalArgumentException("not a JSON value: " + value.getClass());
        }
        return this;
    }

    private void object(Map<String, Object> object) {
        out.append('{');
        // String's order is that of UTF-16 code units, as RFC 8785 asks for.
        Map<String, Object> members = canonical ? new TreeMap<>(object) : object;
        String before = "\"";
        for (Map.Entry<String, Object> member : members.entrySet()) {
            text(before, member.getKey(), "\":");
            value(member.getValue());
            before = ",\"";
        }
        out.append('}');
    }

    private void array(List<Object> array) {
        out.append('[');
        for (int index = 0; index < array.size(); index++) {
            if (index > 0) {
                out.append(',');
            }
            value(array.get(index));
        }
        out.append(']');
    }

    /** A string, with its quotes and what else stands around it. */
    private void text(String before, String text, String after) {
        out.append(before);
        int plainFrom = 0;
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isSurrogate(c) && Texts.isPair(text, index)) {
                index++;
                continue;
            }
            out.append(text, plainFrom, index);
            escape(c);
            plainFrom = index + 1;
        }
        if (plainFrom == 0) {
            // The usual one; copied as a whole, where a part goes character by character.
            out.append(text);
        } else {
            out.append(text, plainFrom, text.length());
        }
        out.append(after);
    }

    private void escape(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default -> unicode(c);
        }
    }

    private void unicode(char c) {
        if (canonical && Character.isSurrogate(c)) {
            throw new IllegalArgumentException("a lone surrogate has no canonical form");
        }
        out.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[c >> 8 & 15])
                .append(HEX[c >> 4 & 15])
                .append(HEX[c & 15]);
    }
}
