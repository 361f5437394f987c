package dev.syncline.store;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the order in which rows were committed, as far as readers may rely on it: within one epoch by writing
 * transaction, within a transaction by ordinal.
 *
 * @param tx the writing transaction's xid8
 */
public record Position(int epoch, long tx, int ordinal) implements Comparable<Position> {

    /** Before everything. */
    public static final Position START = new Position(0, 0, 0);

    private static final Pattern TEXT = Pattern.compile("([0-7][0-9a-f]{7})([0-9a-f]{16})([0-7][0-9a-f]{7})");

    /** The last place before a transaction's own, whose first row has ordinal 0. */
    public static Position before(int epoch, long tx) {
        return new Position(epoch, tx - 1, Integer.MAX_VALUE);
    }

    /** Reads {@link #text} back. */
    public static Position parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a position has 32 hexadecimal digits");
        }
        return new Position(
                Integer.parseInt(parts.group(1), 16),
                Long.parseUnsignedLong(parts.group(2), 16),
                Integer.parseInt(parts.group(3), 16));
    }

    /** 32 hexadecimal digits; texts compare as positions do. */
    public String text() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(epoch) + hex.toHexDigits(tx) + hex.toHexDigits(ordinal);
    }

    @Override
    public int compareTo(Position other) {
        int byEpoch = Integer.compare(epoch, other.epoch);
        int byTx = byEpoch != 0 ? byEpoch : Long.compareUnsigned(tx, other.tx);
        return byTx != 0 ? byTx : Integer.compare(ordinal, other.ordinal);
    }
}
