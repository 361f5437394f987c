package dev.syncline.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a list by time: the one of the row with this time and id. */
public record ListPlace(Instant at, UUID id) {

    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{16})([0-9a-f]{16})([0-9a-f]{16})");

    /** Reads {@link #text} back. */
    public static ListPlace parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a place has 48 hexadecimal digits");
        }
        long micros = Long.parseUnsignedLong(parts.group(1), 16);
        return new ListPlace(
                Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
                new UUID(Long.parseUnsignedLong(parts.group(2), 16), Long.parseUnsignedLong(parts.group(3), 16)));
    }

    /** 48 hexadecimal digits. */
    public String text() {
        // The database keeps microseconds.
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        return String.format("%016x%016x%016x", micros, id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
