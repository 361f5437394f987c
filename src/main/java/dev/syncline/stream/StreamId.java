package dev.syncline.stream;

import dev.syncline.store.Epoch;
import dev.syncline.store.FeedCursor;
import dev.syncline.store.Position;
import java.util.Optional;

/**
 * Where a stream stands: in the feed, and among a client's acks. As text it begins as the feed's cursor does.
 *
 * @param acks null where the stream has none
 */
record StreamId(FeedCursor feed, Position acks) {

    private static final String SEPARATOR = ".";

    String text(Epoch epoch, String tenant) {
        String cursor = feed.text(epoch, tenant);
        return acks == null ? cursor : cursor + SEPARATOR + acks.text();
    }

    /** The cursor within an id, or an id that is just that. */
    static String cursor(String id) {
        int end = id.indexOf(SEPARATOR);
        return end < 0 ? id : id.substring(0, end);
    }

    /**
     * The place among the acks within an id; empty where it names none.
     *
     * @throws IllegalArgumentException where no id looks like that
     */
    static Optional<Position> acks(String id) {
        int end = id.indexOf(SEPARATOR);
        return end < 0 ? Optional.empty() : Optional.of(Position.parse(id.substring(end + 1)));
    }

    /**
     * Where the acks of a reader begin that has come from the feed: both count the same transactions. Nothing that came
     * with the feed's next row, or within the first pull, counts as known.
     */
    static Position acksFrom(FeedCursor feed) {
        Position read = feed.position();
        if (feed.snapshot() != null) {
            return Position.before(read.epoch(), feed.snapshot().tx());
        }
        boolean whole = read.ordinal() == Integer.MAX_VALUE || read.tx() == 0;
        return whole ? read : Position.before(read.epoch(), read.tx());
    }
}
