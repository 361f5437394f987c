package dev.syncline.change;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON in plain JDK types, in one normal form so that {@link Object#equals} is JSON equality.
 *
 * <p>An object is a {@code Map<String, Object>}, an array a {@code List<Object>}, a string a {@code String}, a
 * boolean a {@code Boolean}, null is null. A whole number within ±(2^53 - 1) is a {@code Long} however it was
 * written ({@code 1}, {@code 1.0}, {@code 1e0}), any other number a finite {@code Double} (I-JSON, RFC 7493).
 */
public final class Json {

    /** 2^53 - 1, the largest whole number whose neighbours a double tells apart (RFC 7493, 2.2). */
    public static final long MAX_INTEGER = (1L << 53) - 1;

    /** Nested deeper, a value could be written, and not read again. */
    public static final int MAX_DEPTH = 1_000;

    private Json() {}

    /** The normal form of a finite number. */
    public static Number number(double value) {
        return value == Math.rint(value) && Math.abs(value) <= MAX_INTEGER ? (Number) (long) value : (Number) value;
    }

    public static boolean isObject(Object value) {
        return value instanceof Map;
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    public static List<Object> array(Object value) {
        return (List<Object>) value;
    }

    /**
     * A copy in the normal form, which shares nothing with the object that can change; null of null.
     *
     * @throws IllegalArgumentException where it is no JSON, or a whole number is beyond {@link #MAX_INTEGER}; but a
     *     {@code Double} is taken as it is, if it is finite
     */
    public static Map<String, Object> copyOf(Map<String, Object> object) {
        return object(copy(object, 0));
    }

    private static Object copy(Object value, int depth) {
        if (value == null || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Number number) {
            return normal(number);
        }
        if (depth == MAX_DEPTH) {
            throw new IllegalArgumentException("nested deeper than " + MAX_DEPTH);
        }
        if (value instanceof List<?> array) {
            List<Object> copy = new ArrayList<>(array.size());
            for (Object element : array) {
                copy.add(copy(element, depth + 1));
            }
            return copy;
        }
        if (value instanceof Map<?, ?> object) {
            Map<String, Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> member : object.entrySet()) {
                copy.put(name(member.getKey()), copy(member.getValue(), depth + 1));
            }
            return copy;
        }
        throw notJson(value);
    }

    private static Number normal(Number number) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            long whole = number.longValue();
            if (Math.abs(whole) > MAX_INTEGER || whole == Long.MIN_VALUE) {
                throw new IllegalArgumentException("a whole number beyond ±(2^53 - 1): " + whole);
            }
            return whole;
        }
        if (number instanceof BigInteger || number instanceof BigDecimal) {
            requireInRange(number instanceof BigDecimal decimal ? decimal : new BigDecimal((BigInteger) number));
        }
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a number that no double holds: " + number);
        }
        return number(value);
    }

    private static void requireInRange(BigDecimal decimal) {
        boolean whole = decimal.signum() == 0 || decimal.stripTrailingZeros().scale() <= 0;
        if (whole && decimal.abs().compareTo(BigDecimal.valueOf(MAX_INTEGER)) > 0) {
            throw new IllegalArgumentException("a whole number beyond ±(2^53 - 1): " + decimal);
        }
        if (decimal.signum() != 0 && decimal.doubleValue() == 0) {
            throw new IllegalArgumentException("a number that no double holds: " + decimal);
        }
    }

    private static String name(Object key) {
        if (key instanceof String name) {
            return name;
        }
        throw new IllegalArgumentException("a member's name that is no string: " + key);
    }

    private static IllegalArgumentException notJson(Object value) {
        return new IllegalArgumentException("not a JSON value: " + value.getClass());
    }

    /** Feeds a value to a digest so that equal values, whatever their key order, give equal digests. */
    public static void digest(Object value, MessageDigest digest) {
        if (value == null) {
            digest.update((byte) 'n');
        } else if (value instanceof Boolean bool) {
            digest.update((byte) (bool ? 't' : 'f'));
        } else if (value instanceof Long number) {
            digest.update(ByteBuffer.allocate(9).put((byte) 'l').putLong(number).flip());
        } else if (value instanceof Double number) {
            // Bits, not text: JDKs print doubles differently.
            digest.update(
                    ByteBuffer.allocate(9).put((byte) 'd').putDouble(number).flip());
        } else if (value instanceof String text) {
            digestText('s', text, digest);
        } else if (value instanceof List<?> array) {
            digest.update(
                    ByteBuffer.allocate(5).put((byte) 'a').putInt(array.size()).flip());
            array.forEach(element -> digest(element, digest));
        } else if (value instanceof Map<?, ?> map) {
            digest.update(
                    ByteBuffer.allocate(5).put((byte) 'o').putInt(map.size()).flip());
            new TreeMap<>(object(map)).forEach((key, element) -> {
                digestText('k', key, digest);
                digest(element, digest);
            });
        } else {
            throw notJson(value);
        }
    }

    private static void digestText(char tag, String text, MessageDigest digest) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(
                ByteBuffer.allocate(5).put((byte) tag).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
