package dev.syncline.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in the list of conflicts, newest first: after the conflict of this time and id. */
public record ConflictPlace(Instant createdAt, UUID id) {

    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{16})([0-9a-f]{16})([0-9a-f]{16})");

    public static ConflictPlace of(ConflictSummary conflict) {
        return new ConflictPlace(conflict.createdAt(), conflict.id());
    }

    /** Reads {@link #text} back. */
    public static ConflictPlace parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a place has 48 hexadecimal digits");
        }
        long micros = Long.parseUnsignedLong(parts.group(1), 16);
        return new ConflictPlace(
                Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
                new UUID(Long.parseUnsignedLong(parts.group(2), 16), Long.parseUnsignedLong(parts.group(3), 16)));
    }

    /** 48 hexadecimal digits. */
    public String text() {
        // The database keeps microseconds.
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, createdAt);
        return String.format("%016x%016x%016x", micros, id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
