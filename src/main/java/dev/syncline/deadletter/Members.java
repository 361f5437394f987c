package dev.syncline.deadletter;

import com.fasterxml.jackson.core.JsonToken;
import dev.syncline.change.ErrorCode;
import dev.syncline.json.JsonCursor;
import dev.syncline.json.JsonException;
import dev.syncline.json.JsonReader;
import dev.syncline.json.Reading;
import dev.syncline.problem.ProblemException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The members of a request's body; a name that is not known is refused, as a misspelt filter would match everything. */
final class Members {

    private final Map<String, Object> values;

    private Members(Map<String, Object> values) {
        this.values = values;
    }

    /** Of no body, as of an empty object, every member is absent. */
    static Members read(byte[] body, JsonReader reader, Set<String> known) {
        if (body == null || body.length == 0) {
            return new Members(Map.of());
        }
        try (JsonCursor cursor = JsonCursor.overBody(body)) {
            Members members = new Members(object(cursor, reader, known));
            cursor.requireEnd();
            return members;
        } catch (JsonException e) {
            throw new ProblemException(e.code(), e.getMessage());
        }
    }

    private static Map<String, Object> object(JsonCursor cursor, JsonReader reader, Set<String> known) {
        if (cursor.next() != JsonToken.START_OBJECT) {
            throw malformed("the body must be a JSON object");
        }
        Map<String, Object> values = new HashMap<>();
        Set<String> names = new HashSet<>();
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.text();
            if (!known.contains(name)) {
                throw malformed("the body may have the members " + String.join(", ", known) + " only");
            }
            if (!names.add(name)) {
                throw new ProblemException(ErrorCode.DUPLICATE_KEY, name + " is named twice");
            }
            Reading reading = reader.read(cursor);
            if (reading instanceof Reading.Violation violation) {
                throw new ProblemException(violation.code(), name + ": " + violation.detail());
            }
            values.put(name, ((Reading.Value) reading).value());
        }
        return values;
    }

    /** Null where it is null or absent. */
    Object value(String name) {
        return values.get(name);
    }

    String text(String name) {
        Object value = value(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw malformed(name + " must be a text");
    }

    boolean flag(String name) {
        Object value = value(name);
        if (value == null || value instanceof Boolean) {
            return value != null && (Boolean) value;
        }
        throw malformed(name + " must be true or false");
    }

    /** Null where it is null or absent. */
    Long number(String name, long min, long max) {
        Object value = value(name);
        if (value == null || value instanceof Long number && number >= min && number <= max) {
            return (Long) value;
        }
        throw malformed(name + " must be a whole number from " + min + " to " + max);
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(ErrorCode.MALFORMED, detail);
    }
}
