package dev.syncline.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON values into the normal form of {@link Json}, and names the first rule that a value breaks: too deep, a
 * key named twice, U+0000 or a lone surrogate in a text, a number that I-JSON cannot hold.
 */
public final class JsonReader {

    /** As deep as values are built, by recursion; far below what a thread's stack holds. */
    public static final int MAX_DEPTH = Json.MAX_DEPTH;

    private static final JsonReader STORED = new JsonReader(MAX_DEPTH, Integer.MAX_VALUE, false);

    // A text of many small arrays and objects would take far more memory at the JDK's own first sizes.
    private static final int FEW = 2;
    private static final int MORE = 10;

    private final int maxDepth;
    private final int maxValues;
    private final boolean strict;

    private JsonReader(int maxDepth, int maxValues, boolean strict) {
        if (maxDepth < 1 || maxDepth > MAX_DEPTH) {
            throw new IllegalArgumentException("the depth must be from 1 to " + MAX_DEPTH + ", not " + maxDepth);
        }
        this.maxDepth = maxDepth;
        this.maxValues = maxValues;
        this.strict = strict;
    }

    /** For what clients send: arrays and objects at most this deep, a scalar being at depth 0. */
    public static JsonReader strict(int maxDepth) {
        return new JsonReader(maxDepth, Integer.MAX_VALUE, true);
    }

    /** For our own text, where PostgreSQL may have written 1e21 as a whole number of 22 digits. */
    public static JsonReader stored() {
        return STORED;
    }

    /** The same, but a value that takes more than these bytes is given up before its tree grows out of proportion. */
    public JsonReader upTo(long bytes) {
        // Every value takes at least a character and a comma.
        return new JsonReader(maxDepth, (int) Math.min(Integer.MAX_VALUE, bytes / 2 + 1), strict);
    }

    public Object read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The one value of a text; whatever is wrong with it is a {@link JsonException}. */
    public Object read(byte[] text) {
        try (JsonCursor cursor = JsonCursor.over(text)) {
            Reading reading = read(cursor);
            cursor.requireEnd();
            if (reading instanceof Reading.Violation violation) {
                throw new JsonException(violation.code(), violation.detail());
            }
            return ((Reading.Value) reading).value();
        }
    }

    /** Reads the value that comes next, to its end whatever is wrong with it. */
    public Reading read(JsonCursor cursor) {
        JsonToken token = cursor.next();
        if (token == null) {
            throw new JsonException(ErrorCode.MALFORMED, "the text is empty");
        }
        return readCurrent(cursor);
    }

    /** Reads the value whose first token is the current one. */
    Reading readCurrent(JsonCursor cursor) {
        JsonToken token = cursor.currentToken();
        int outerDepth = token.isStructStart() ? cursor.depth() - 1 : cursor.depth();
        Builder builder = new Builder(cursor);
        Object value = builder.value(token, 0);
        if (builder.broken == null) {
            return new Reading.Value(value);
        }
        cursor.leaveTo(outerDepth);
        return new Reading.Violation(builder.broken, builder.detail());
    }

    /** Builds one value; once a rule is broken it unwinds and builds no more. */
    private final class Builder {

        private final JsonCursor cursor;
        private JsonPath path;
        private ErrorCode broken;
        private String reason;
        private int values;

        Builder(JsonCursor cursor) {
            this.cursor = cursor;
        }

        String detail() {
            return reason + path.suffix();
        }

        Object value(JsonToken token, int depth) {
            if (++values > maxValues) {
                return breaks(ErrorCode.CHANGE_TOO_LARGE, "it holds more values than allowed");
            }
            return switch (token) {
                case START_OBJECT -> object(depth + 1);
                case START_ARRAY -> array(depth + 1);
                case VALUE_STRING -> text(cursor.text());
                case VALUE_NUMBER_INT -> wholeNumber();
                case VALUE_NUMBER_FLOAT -> number(cursor.text());
                case VALUE_TRUE -> Boolean.TRUE;
                case VALUE_FALSE -> Boolean.FALSE;
                case VALUE_NULL -> null;
                default -> throw new IllegalStateException("no value begins with " + token);
            };
        }

        private Map<String, Object> object(int depth) {
            if (depth > maxDepth) {
                return breaks(ErrorCode.TOO_DEEP, "it is nested deeper than " + maxDepth);
            }
            Map<String, Object> object = new LinkedHashMap<>(FEW);
            while (cursor.next() != JsonToken.END_OBJECT) {
                String key = text(cursor.text());
                if (broken != null) {
                    return null;
                }
                Object value = value(cursor.next(), depth);
                if (broken != null) {
                    path.prepend(key);
                    return null;
                }
                int size = object.size();
                object.put(key, value);
                if (object.size() == size) {
                    breaks(ErrorCode.DUPLICATE_KEY, "the key is named twice");
                    path.prepend(key);
                    return null;
                }
            }
            return object;
        }

        private List<Object> array(int depth) {
            if (depth > maxDepth) {
                return breaks(ErrorCode.TOO_DEEP, "it is nested deeper than " + maxDepth);
            }
            ArrayList<Object> array = new ArrayList<>(FEW);
            for (JsonToken token = cursor.next(); token != JsonToken.END_ARRAY; token = cursor.next()) {
                Object value = value(token, depth);
                if (broken != null) {
                    path.prepend(Integer.toString(array.size()));
                    return null;
                }
                if (array.size() == FEW) {
                    array.ensureCapacity(MORE);
                }
                array.add(value);
            }
            return array;
        }

        private String text(String text) {
            return Texts.isStorable(text)
                    ? text
                    : breaks(ErrorCode.INVALID_TEXT, "a text holds U+0000 or a lone surrogate");
        }

        private Number wholeNumber() {
            if (cursor.textLength() <= Numbers.SAFE_LENGTH) {
                long value = cursor.longValue();
                if (Math.abs(value) <= Json.MAX_INTEGER) {
                    return value;
                }
            }
            return strict
                    ? breaks(ErrorCode.NUMBER_RANGE, "a whole number is beyond ±(2^53 - 1)")
                    : number(cursor.text());
        }

        private Number number(String literal) {
            Number number = Numbers.parse(literal);
            if (number == null) {
                return breaks(ErrorCode.NUMBER_RANGE, "a number is beyond what a double holds");
            }
            return strict && Numbers.losesDigits(literal, number)
                    ? breaks(ErrorCode.NUMBER_RANGE, "a whole number has digits that no double holds")
                    : number;
        }

        private <T> T breaks(ErrorCode code, String why) {
            broken = code;
            reason = why;
            path = new JsonPath();
            return null;
        }
    }
}
