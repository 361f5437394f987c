package dev.syncline.json;

import dev.syncline.change.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the normal form of {@link Json} as compact JSON text, or as the canonical one of RFC 8785. */
public final class JsonWriter {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private static final int USUAL_SIZE = 256;

    private final boolean canonical;
    private byte[] out;
    private int size;

    JsonWriter(boolean canonical, int expectedSize) {
        this.canonical = canonical;
        this.out = new byte[expectedSize];
    }

    public static String write(Object value) {
        return new JsonWriter(false, USUAL_SIZE).value(value).text();
    }

    /** The text in UTF-8. */
    public static byte[] writeBytes(Object value) {
        return new JsonWriter(false, USUAL_SIZE).value(value).bytes();
    }

    /** The one text of a value, whatever its key order: JSON Canonicalization Scheme, RFC 8785. */
    public static String canonical(Object value) {
        return new JsonWriter(true, USUAL_SIZE).value(value).text();
    }

    byte[] bytes() {
        return Arrays.copyOf(out, size);
    }

    int size() {
        return size;
    }

    /** Takes back what is behind a place. */
    void cut(int to) {
        size = to;
    }

    private String text() {
        return new String(out, 0, size, StandardCharsets.UTF_8);
    }

    JsonWriter value(Object value) {
        if (value instanceof String text) {
            string(text);
        } else if (value instanceof Map<?, ?>) {
            object(Json.object(value));
        } else if (value instanceof List<?>) {
            array(Json.array(value));
        } else if (value instanceof Double number) {
            raw(canonical ? Numbers.ecmaText(number) : Numbers.text(number));
        } else if (value instanceof RawJson raw && !canonical) {
            raw(raw.utf8());
        } else if (value instanceof JsonMembers members && !canonical) {
            members(members);
        } else if (value == null || value instanceof Boolean || value instanceof Long || value instanceof Integer) {
            raw(String.valueOf(value));
        } else {
            throw new IllegalArgumentException("not a JSON value: " + value.getClass());
        }
        return this;
    }

    private void object(Map<String, Object> object) {
        int begin = size;
        // String's order is that of UTF-16 code units, as RFC 8785 asks for.
        Map<String, Object> members = canonical ? new TreeMap<>(object) : object;
        for (Map.Entry<String, Object> member : members.entrySet()) {
            member(begin, member.getKey(), member.getValue());
        }
        end(begin);
    }

    private void members(JsonMembers members) {
        int begin = size;
        members.forEach((name, value) -> member(begin, name, value));
        end(begin);
    }

    /** @param begin where the object begins */
    void member(int begin, String name, Object value) {
        name(begin, name);
        value(value);
    }

    /** A member's, for whatever is written next. */
    void name(int begin, String name) {
        ascii(size == begin ? '{' : ',');
        string(name);
        ascii(':');
    }

    private void end(int begin) {
        if (size == begin) {
            ascii('{');
        }
        ascii('}');
    }

    private void array(List<Object> array) {
        ascii('[');
        for (int index = 0; index < array.size(); index++) {
            if (index > 0) {
                ascii(',');
            }
            value(array.get(index));
        }
        ascii(']');
    }

    private void string(String text) {
        ascii('"');
        int index = plain(text, 0);
        while (index < text.length()) {
            int end = endOfForeign(text, index);
            if (end > index) {
                raw(text.substring(index, end));
            } else {
                escape(text.charAt(end++));
            }
            index = plain(text, end);
        }
        ascii('"');
    }

    /** Writes characters that stand for themselves in one byte; returns where the first other one is. */
    private int plain(String text, int from) {
        int length = text.length();
        room(length - from);
        int index = from;
        while (index < length) {
            char c = text.charAt(index);
            if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
                break;
            }
            out[size++] = (byte) c;
            index++;
        }
        return index;
    }

    /** Where the characters from here on end that stand for themselves in several bytes. */
    private static int endOfForeign(String text, int from) {
        int index = from;
        while (index < text.length() && text.charAt(index) >= 0x80) {
            if (Texts.isPair(text, index)) {
                index++;
            } else if (Character.isSurrogate(text.charAt(index))) {
                break;
            }
            index++;
        }
        return index;
    }

    private void escape(char c) {
        switch (c) {
            case '"', '\\' -> escaped(c);
            case '\b' -> escaped('b');
            case '\t' -> escaped('t');
            case '\n' -> escaped('n');
            case '\f' -> escaped('f');
            case '\r' -> escaped('r');
            default -> unicode(c);
        }
    }

    private void escaped(char c) {
        ascii('\\');
        ascii(c);
    }

    private void unicode(char c) {
        if (canonical && Character.isSurrogate(c)) {
            throw new IllegalArgumentException("a lone surrogate has no canonical form");
        }
        escaped('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            ascii(HEX[c >> shift & 15]);
        }
    }

    void ascii(char c) {
        room(1);
        out[size++] = (byte) c;
    }

    /** What another one wrote, from a place to another. */
    void copy(JsonWriter other, int begin, int end) {
        raw(other.out, begin, end - begin);
    }

    private void raw(String text) {
        raw(text.getBytes(StandardCharsets.UTF_8));
    }

    private void raw(byte[] bytes) {
        raw(bytes, 0, bytes.length);
    }

    private void raw(byte[] bytes, int begin, int length) {
        room(length);
        System.arraycopy(bytes, begin, out, size, length);
        size += length;
    }

    private void room(int bytes) {
        if (out.length - size < bytes) {
            out = Arrays.copyOf(out, Math.max(Math.addExact(size, bytes), 2 * out.length));
        }
    }
}
