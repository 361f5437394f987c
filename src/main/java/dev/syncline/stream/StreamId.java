package dev.syncline.stream;

import dev.syncline.store.Epoch;
import dev.syncline.store.FeedCursor;
import dev.syncline.store.Position;

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
     * The place among the acks within an id; that of the cursor where it names none, for both count the same
     * transactions.
     *
     * @throws IllegalArgumentException where no id looks like that
     */
    static Position acks(String id, FeedCursor feed) {
        int end = id.indexOf(SEPARATOR);
        return end < 0 ? before(feed) : Position.parse(id.substring(end + 1));
    }

    /** Nothing that came with the feed's next row, or within the first pull, counts as known. */
    private static Position before(FeedCursor feed) {
        Position read = feed.position();
        if (feed.snapshot() != null) {
            return new Position(read.epoch(), feed.snapshot().tx() - 1, Integer.MAX_VALUE);
        }
        boolean whole = read.ordinal() == Integer.MAX_VALUE || read.tx() == 0;
        return whole ? read : new Position(read.epoch(), read.tx() - 1, Integer.MAX_VALUE);
    }
}
