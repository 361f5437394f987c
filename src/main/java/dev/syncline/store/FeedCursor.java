package dev.syncline.store;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Where a reader of the feed stands. As text it begins with 32 hexadecimal digits, which name the history and the tenant
 * and compare as positions do; what follows says how the reader got there.
 *
 * @param position every row up to here was read
 * @param held which versions the reader is known to hold; null where that is not known
 * @param snapshot how far its first pull has come; null once that is complete
 */
public record FeedCursor(Position position, Held held, Snapshot snapshot) {

    /**
     * Versions written up to {@code tx} and not replaced before {@code seenTx}: they stood in the feed when the reader
     * last came to its end. One that was replaced in between may or may not have been seen.
     */
    public record Held(long tx, long seenTx) {}

    /**
     * A pull from the start.
     *
     * @param tx where the feed ended when it began; tombstones below are left out
     * @param position the last row read, which can be one of an earlier epoch
     */
    public record Snapshot(long tx, Position position) {}

    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{8})([0-7][0-9a-f]{15})([0-7][0-9a-f]{7})"
            + "(?:h([0-7][0-9a-f]{15})([0-7][0-9a-f]{15})|s([0-7][0-9a-f]{15})([0-9a-f]{32}))?");

    /** The place of a row, such as an ack's. */
    public static FeedCursor at(Position position) {
        return new FeedCursor(position, null, null);
    }

    static FeedCursor of(Position position, Held held) {
        return new FeedCursor(position, held, null);
    }

    static FeedCursor of(Epoch epoch, Snapshot snapshot) {
        Position row = snapshot.position();
        return new FeedCursor(row.epoch() == epoch.number() ? row : start(epoch), null, snapshot);
    }

    private static Position start(Epoch epoch) {
        return new Position(epoch.number(), 0, 0);
    }

    /** The last row that was read. */
    public Position row() {
        return snapshot == null ? position : snapshot.position();
    }

    /** This reader after it has read on, to a row of a page that has more behind it. */
    public FeedCursor readTo(Epoch epoch, Position last) {
        return snapshot == null ? of(last, held) : of(epoch, new Snapshot(snapshot.tx(), last));
    }

    /** As clients see it. Whatever an earlier epoch wrote lies before everything of this one. */
    public String text(Epoch epoch, String tenant) {
        Position shown = position.epoch() < epoch.number() ? start(epoch) : position;
        StringBuilder text = new StringBuilder(81)
                .append(scope(epoch, tenant))
                .append(HEX.toHexDigits(shown.tx()))
                .append(HEX.toHexDigits(shown.ordinal()));
        if (held != null) {
            text.append('h').append(HEX.toHexDigits(held.tx())).append(HEX.toHexDigits(held.seenTx()));
        } else if (snapshot != null) {
            text.append('s')
                    .append(HEX.toHexDigits(snapshot.tx()))
                    .append(snapshot.position().text());
        }
        return text.toString();
    }

    /**
     * Reads {@link #text} back; empty where it is of another epoch or tenant.
     *
     * @throws IllegalArgumentException where no cursor looks like that
     */
    public static Optional<FeedCursor> parse(String text, Epoch epoch, String tenant) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no feed has such a cursor");
        }
        if (!parts.group(1).equals(scope(epoch, tenant))) {
            return Optional.empty();
        }
        Position position = new Position(
                epoch.number(), HexFormat.fromHexDigitsToLong(parts.group(2)), HexFormat.fromHexDigits(parts.group(3)));
        if (parts.group(4) != null) {
            return Optional.of(of(position, new Held(number(parts.group(4)), number(parts.group(5)))));
        }
        if (parts.group(6) != null) {
            return Optional.of(of(epoch, new Snapshot(number(parts.group(6)), Position.parse(parts.group(7)))));
        }
        return Optional.of(at(position));
    }

    private static long number(String digits) {
        return HexFormat.fromHexDigitsToLong(digits);
    }

    /** Another tenant's cursor would silently skip rows, so it is told from this one's; nothing secret is in it. */
    private static String scope(Epoch epoch, String tenant) {
        CRC32C sum = new CRC32C();
        sum.update(tenant.getBytes(StandardCharsets.UTF_8));
        return HEX.toHexDigits(HexFormat.fromHexDigits(epoch.token()) ^ (int) sum.getValue());
    }
}
