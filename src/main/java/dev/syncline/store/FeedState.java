package dev.syncline.store;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How the database stands as a statement sees it.
 *
 * @param horizon the first transaction that can still be open: the feed ends before it
 * @param nextTx the first one that had not begun
 * @param swept the last position of what was swept in a tenant
 */
record FeedState(Epoch epoch, long horizon, long nextTx, Position swept) {

    /** A row of {@link FeedStatements#STATE}. */
    static FeedState of(ResultSet row) throws SQLException {
        return new FeedState(
                new Epoch(row.getInt("state_epoch"), row.getString("token")),
                row.getLong("horizon"),
                row.getLong("next_tx"),
                new Position(row.getInt("swept_epoch"), row.getLong("swept_tx"), row.getInt("swept_ordinal")));
    }

    /** Whether everything behind the cursor is still there, and the cursor was within this history. */
    boolean continues(FeedCursor cursor) {
        if (cursor.position().epoch() != epoch.number()) {
            return false;
        }
        Position since = cursor.snapshot() == null
                ? cursor.position()
                : Position.before(epoch.number(), cursor.snapshot().tx());
        return since.compareTo(swept) >= 0 && since.tx() < horizon;
    }

    /** Whether there can be rows at the horizon or behind it. */
    boolean hasLate() {
        return nextTx > horizon;
    }

    /** Where a reader stands that has read everything there is. */
    FeedCursor end() {
        Position last = Position.before(epoch.number(), horizon);
        return FeedCursor.of(last, new FeedCursor.Held(last.tx(), nextTx));
    }
}
