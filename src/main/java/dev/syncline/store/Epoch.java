package dev.syncline.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of the database's history.
 *
 * @param token names it to clients; two histories that forked from one backup have different tokens
 */
public record Epoch(int number, String token) {

    private static final Pattern CURSOR = Pattern.compile("([0-9a-f]{8})([0-9a-f]{16})([0-9a-f]{8})");

    /** The position as clients see it; strings of one epoch compare as positions do. */
    public String cursor(Position position) {
        // Whatever an earlier epoch wrote lies before everything of this one.
        return position.epoch() < number ? format(0, 0) : format(position.tx(), position.ordinal());
    }

    private String format(long tx, int ordinal) {
        return String.format("%s%016x%08x", token, tx, ordinal);
    }

    /** Reads a cursor of this epoch back; empty where it belongs to another. */
    public Optional<Position> position(String cursor) {
        Matcher parts = CURSOR.matcher(cursor);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a cursor has 32 hexadecimal digits");
        }
        if (!parts.group(1).equals(token)) {
            return Optional.empty();
        }
        long tx = Long.parseUnsignedLong(parts.group(2), 16);
        return Optional.of(new Position(number, tx, Integer.parseUnsignedInt(parts.group(3), 16)));
    }
}
