package dev.syncline.json;

import java.util.List;
import java.util.Map;

/** Tells without writing a value that its text is short enough, as it is for nearly all. */
public final class JsonSize {

    // Every character escaped by its number, and quotes around them.
    private static final int BYTES_A_CHARACTER = 6;
    private static final int QUOTES = 2;
    // The longest are doubles.
    private static final int SCALAR = 26;
    // Brackets, or a colon and a comma.
    private static final int PUNCTUATION = 2;

    private JsonSize() {}

    /** Whether {@link JsonWriter#writeBytes} takes no more than so many bytes, whatever the characters are. */
    public static boolean isSurelyWithin(Object value, long bytes) {
        return left(value, bytes) >= 0;
    }

    /** What at least is left of the bytes, or less than none. */
    private static long left(Object value, long bytes) {
        if (value instanceof String text) {
            return bytes - QUOTES - (long) BYTES_A_CHARACTER * text.length();
        }
        long left = bytes - PUNCTUATION;
        if (value instanceof Map<?, ?> object) {
            for (Map.Entry<?, ?> member : object.entrySet()) {
                left = left < 0 ? left : left(member.getValue(), left(member.getKey(), left - PUNCTUATION));
            }
            return left;
        }
        if (value instanceof List<?> array) {
            for (Object element : array) {
                left = left < 0 ? left : left(element, left - PUNCTUATION);
            }
            return left;
        }
        return bytes - SCALAR;
    }
}
