package dev.syncline.store;

import dev.syncline.change.RecordKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads a page of the feed from one snapshot.
 *
 * @param <T> what is made of each record
 */
final class FeedReading<T> {

    private final Connection connection;
    private final FeedStatements.Wanted wanted;
    private final FeedState state;
    private final Function<FeedItem, T> showing;

    FeedReading(Connection connection, FeedStatements.Wanted wanted, FeedState state, Function<FeedItem, T> showing) {
        this.connection = connection;
        this.wanted = wanted;
        this.state = state;
        this.showing = showing;
    }

    /**
     * A row of the feed.
     *
     * @param bytes how many its content has
     * @param leftOut the record, where its content was left out
     * @param shown what was made of it, where it was not
     */
    private record Found<T>(Position position, boolean deleted, int bytes, FeedItem leftOut, T shown) {}

    FeedPage<T> page(FeedCursor cursor) throws SQLException {
        List<Found<T>> found = standing();
        List<Found<T>> read = found.subList(0, Math.min(wanted.limit(), fitting(found)));
        boolean more = read.size() < found.size();
        FeedCursor next = more ? next(cursor, read.get(read.size() - 1).position()) : state.end();
        boolean heldBack = !more && state.hasLate() && isHeldBack();
        return new FeedPage<>(shown(read, cursor, next), next, state.epoch(), more, heldBack);
    }

    private List<Found<T>> standing() throws SQLException {
        if (wanted.after().compareTo(state.end().position()) >= 0) {
            // Or each look at the end would go through all that an open writer holds back.
            return List.of();
        }
        int epoch = state.epoch().number();
        List<Found<T>> found = found(wanted.sql(), wanted.parameters(epoch, state.horizon()));
        if (!state.hasLate()) {
            return found;
        }
        List<Found<T>> before =
                found(wanted.sqlBefore(), wanted.parametersBefore(epoch, state.horizon(), state.nextTx()));
        return Stream.concat(found.stream(), before.stream())
                .sorted(Comparator.comparing(Found::position))
                .limit(wanted.rows())
                .toList();
    }

    private List<Found<T>> found(String sql, Object[] parameters) throws SQLException {
        return StreamedRows.read(connection, sql, parameters, this::found);
    }

    private Found<T> found(BinaryRow row) {
        RecordKey key = new RecordKey(wanted.tenant(), row.text(), row.text());
        long version = row.number();
        boolean deleted = row.bool();
        Position position = new Position(row.integer(), row.number(), row.integer());
        int bytes = row.integer();
        FeedItem item = new FeedItem(key, version, deleted, row.utf8(), position);
        if (deleted) {
            return new Found<>(position, true, 0, null, showing.apply(item));
        }
        return item.data() == null
                ? new Found<>(position, false, bytes, item, null)
                : new Found<>(position, false, bytes, null, showing.apply(item));
    }

    /** As many as a page holds, and the one that goes beyond that. */
    private int fitting(List<Found<T>> found) {
        long bytes = 0;
        int fitting = 0;
        while (fitting < found.size() && bytes < FeedStatements.PAGE_BYTES) {
            bytes += found.get(fitting++).bytes();
        }
        return fitting;
    }

    private FeedCursor next(FeedCursor cursor, Position last) {
        if (cursor == null) {
            return FeedCursor.of(state.epoch(), new FeedCursor.Snapshot(state.horizon(), last));
        }
        return cursor.readTo(state.epoch(), last);
    }

    /** Who reads from the start has nothing that an earlier tombstone could remove. */
    private List<T> shown(List<Found<T>> read, FeedCursor cursor, FeedCursor next) throws SQLException {
        FeedCursor.Snapshot snapshot = cursor == null ? next.snapshot() : cursor.snapshot();
        if (cursor != null && snapshot == null) {
            return whole(read);
        }
        // A pull that begins and ends in one page began at its end.
        long began = snapshot == null ? next.position().tx() + 1 : snapshot.tx();
        Position start = new Position(next.position().epoch(), began, 0);
        return whole(read.stream()
                .filter(row -> !row.deleted() || row.position().compareTo(start) >= 0)
                .toList());
    }

    /** Reads what was left out. */
    private List<T> whole(List<Found<T>> read) throws SQLException {
        List<FeedItem> left = read.stream()
                .filter(row -> row.leftOut() != null)
                .map(Found::leftOut)
                .toList();
        Map<RecordKey, byte[]> contents = left.isEmpty() ? Map.of() : contents(left);
        return read.stream()
                .map(row -> row.leftOut() == null
                        ? row.shown()
                        : showing.apply(
                                row.leftOut().with(contents.get(row.leftOut().key()))))
                .toList();
    }

    private Map<RecordKey, byte[]> contents(List<FeedItem> items) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FeedStatements.CONTENTS)) {
            Map<UUID, FeedItem> byId = FeedItem.byId(items);
            Columns.of(connection, statement, List.copyOf(byId.entrySet()))
                    .uuid(Map.Entry::getKey)
                    .number(item -> item.getValue().version());
            Map<RecordKey, byte[]> contents = new HashMap<>();
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                contents.put(byId.get(rows.getObject(1, UUID.class)).key(), rows.getBytes(2));
            }
            return contents;
        }
    }

    private boolean isHeldBack() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FeedStatements.HELD_BACK)) {
            StatementParameters.set(
                    statement,
                    wanted.tenant(),
                    wanted.tenant(),
                    state.epoch().number(),
                    state.horizon(),
                    state.nextTx());
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getBoolean(1);
        }
    }
}
