package dev.syncline.store;

import dev.syncline.change.RecordKey;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads a tenant's records in the order in which they last changed, as far as no earlier row can still appear. */
@ApplicationScoped
public class FeedQueries {

    private final AgroalDataSource database;
    private final Epochs epochs;

    FeedQueries(AgroalDataSource database, Epochs epochs) {
        this.database = database;
        this.epochs = epochs;
    }

    /** How the database stands as a statement sees it: the epoch, where the feed ends, what was swept. */
    private record State(Epoch epoch, long horizon, long nextTx, Position swept) {

        static State of(ResultSet row) throws SQLException {
            return new State(
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
                    : new Position(epoch.number(), cursor.snapshot().tx() - 1, Integer.MAX_VALUE);
            return since.compareTo(swept) >= 0 && since.tx() < horizon;
        }

        /** Whether there can be rows at the horizon or behind it. */
        boolean hasLate() {
            return nextTx > horizon;
        }

        /** Where a reader stands that has read everything there is. */
        FeedCursor end() {
            // The last place before a transaction's own, whose first row has ordinal 0.
            Position last = new Position(epoch.number(), horizon - 1, Integer.MAX_VALUE);
            return FeedCursor.of(last, new FeedCursor.Held(last.tx(), nextTx));
        }
    }

    /** Reads a client's cursor; empty where the feed of that epoch or tenant is not this one. */
    public Optional<FeedCursor> parse(String tenant, String cursor) {
        return FeedCursor.parse(cursor, epochs.current(), tenant);
    }

    /** Where a reader stands who wants nothing of before now. */
    public FeedPage end(String tenant) throws SQLException {
        return end(state(tenant));
    }

    /** The same for a reader who stands at a cursor; empty where that cannot be continued. */
    public Optional<FeedPage> end(String tenant, FeedCursor cursor) throws SQLException {
        State state = state(tenant);
        return state.continues(cursor) ? Optional.of(end(state)) : Optional.empty();
    }

    private static FeedPage end(State state) {
        return new FeedPage(List.of(), state.end(), state.epoch(), false, false);
    }

    private State state(String tenant) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return state(connection, tenant);
        }
    }

    private State state(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FeedStatements.STATE)) {
            statement.setString(1, tenant);
            ResultSet row = statement.executeQuery();
            row.next();
            State state = State.of(row);
            epochs.seen(state.epoch());
            return state;
        }
    }

    /**
     * The page after a cursor: the records as they stood at the horizon. There a writer may still be open, everything below
     * it is decided. Of a record that was written since, it is the version of before: a reader that comes to the horizon
     * has seen the effect of all that lies below it.
     *
     * @param cursor null to read from the start, without what was deleted before
     * @param entity null for all
     * @return empty where the cursor cannot be continued, as rows that it did not pass are gone
     */
    public Optional<FeedPage> after(String tenant, FeedCursor cursor, String entity, int limit) throws SQLException {
        try (OneSnapshot snapshot = OneSnapshot.of(database)) {
            State state = state(snapshot.connection(), tenant);
            if (cursor != null && !state.continues(cursor)) {
                return Optional.empty();
            }
            Position from = cursor == null ? Position.START : cursor.row();
            FeedStatements.Wanted wanted = new FeedStatements.Wanted(tenant, entity, from, limit);
            return Optional.of(page(snapshot.connection(), wanted, state, cursor));
        }
    }

    /** A row of the feed, whose content may have been left out, and how many bytes that has. */
    private record Found(FeedItem item, int bytes) {

        static Found of(String tenant, BinaryRow row) {
            RecordKey key = new RecordKey(tenant, row.text(), row.text());
            long version = row.number();
            boolean deleted = row.bool();
            Position position = new Position(row.integer(), row.number(), row.integer());
            byte[] data = row.utf8();
            int leftOut = row.integerOrZero();
            return new Found(new FeedItem(key, version, deleted, data, position), data == null ? leftOut : data.length);
        }

        boolean isWhole() {
            return item.deleted() || item.data() != null;
        }
    }

    private static FeedPage page(Connection connection, FeedStatements.Wanted wanted, State state, FeedCursor cursor)
            throws SQLException {
        List<Found> found = standing(connection, wanted, state);
        List<Found> fitting = fitting(found);
        if (fitting.size() == found.size() && found.size() <= wanted.limit()) {
            FeedCursor end = state.end();
            return new FeedPage(
                    shown(whole(connection, found), cursor, end),
                    end,
                    state.epoch(),
                    false,
                    state.hasLate() && isHeldBack(connection, wanted.tenant(), state));
        }
        List<FeedItem> read = whole(connection, fitting.subList(0, Math.min(wanted.limit(), fitting.size())));
        FeedCursor next = next(cursor, state, read.get(read.size() - 1).position());
        return new FeedPage(shown(read, cursor, next), next, state.epoch(), true, false);
    }

    private static List<Found> standing(Connection connection, FeedStatements.Wanted wanted, State state)
            throws SQLException {
        int epoch = state.epoch().number();
        List<Found> found = found(connection, wanted.tenant(), wanted.sql(), wanted.parameters(epoch, state.horizon()));
        if (!state.hasLate()) {
            return found;
        }
        List<Found> before = found(
                connection,
                wanted.tenant(),
                wanted.sqlBefore(),
                wanted.parametersBefore(epoch, state.horizon(), state.nextTx()));
        return Stream.concat(found.stream(), before.stream())
                .sorted(Comparator.comparing(row -> row.item().position()))
                .limit(wanted.rows())
                .toList();
    }

    private static List<Found> found(Connection connection, String tenant, String sql, Object[] parameters)
            throws SQLException {
        return StreamedRows.read(connection, sql, parameters, row -> Found.of(tenant, row));
    }

    /** As many as a page holds, and the one that goes beyond that. */
    private static List<Found> fitting(List<Found> found) {
        long bytes = 0;
        int fitting = 0;
        while (fitting < found.size() && bytes < FeedStatements.PAGE_BYTES) {
            bytes += found.get(fitting++).bytes();
        }
        return found.subList(0, fitting);
    }

    /** Reads what was left out. */
    private static List<FeedItem> whole(Connection connection, List<Found> found) throws SQLException {
        List<FeedItem> left =
                found.stream().filter(row -> !row.isWhole()).map(Found::item).toList();
        if (left.isEmpty()) {
            return found.stream().map(Found::item).toList();
        }
        Map<RecordKey, byte[]> contents = contents(connection, left);
        return found.stream()
                .map(row -> row.isWhole()
                        ? row.item()
                        : row.item().with(contents.get(row.item().key())))
                .toList();
    }

    private static Map<RecordKey, byte[]> contents(Connection connection, List<FeedItem> items) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FeedStatements.CONTENTS)) {
            Map<UUID, FeedItem> byId = byId(items);
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

    /** A page has each record once. */
    private static Map<UUID, FeedItem> byId(List<FeedItem> items) {
        Map<UUID, FeedItem> byId = new LinkedHashMap<>();
        items.forEach(item -> byId.put(item.key().id(), item));
        return byId;
    }

    private static boolean isHeldBack(Connection connection, String tenant, State state) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FeedStatements.HELD_BACK)) {
            StatementParameters.set(statement, tenant, tenant, state.epoch().number(), state.horizon(), state.nextTx());
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getBoolean(1);
        }
    }

    private static FeedCursor next(FeedCursor cursor, State state, Position last) {
        if (cursor == null) {
            return FeedCursor.of(state.epoch(), new FeedCursor.Snapshot(state.horizon(), last));
        }
        return cursor.readTo(state.epoch(), last);
    }

    /** Who reads from the start has nothing that a tombstone of before could remove. */
    private static List<FeedItem> shown(List<FeedItem> items, FeedCursor cursor, FeedCursor next) {
        FeedCursor.Snapshot snapshot = cursor == null ? next.snapshot() : cursor.snapshot();
        if (cursor != null && snapshot == null) {
            return List.copyOf(items);
        }
        // A pull that begins and ends in one page began at its end.
        long began = snapshot == null ? next.position().tx() + 1 : snapshot.tx();
        Position start = new Position(next.position().epoch(), began, 0);
        return items.stream()
                .filter(item -> !item.deleted() || item.position().compareTo(start) >= 0)
                .toList();
    }

    /**
     * The version that a reader at the cursor holds of each record, where that is certain, live and kept:
     * one that the feed showed at its end, and that was not replaced until then.
     */
    public Map<RecordKey, BaseVersion> bases(FeedCursor cursor, List<FeedItem> items) throws SQLException {
        Map<RecordKey, BaseVersion> found = new HashMap<>();
        if (cursor.held() == null || items.isEmpty()) {
            return found;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(FeedStatements.BASES)) {
            Map<UUID, FeedItem> byId = byId(items);
            Columns.of(connection, statement, List.copyOf(byId.entrySet()))
                    .uuid(Map.Entry::getKey)
                    .number(item -> item.getValue().version())
                    .number(item -> item.getValue().position().tx());
            statement.setInt(4, cursor.position().epoch());
            statement.setLong(5, cursor.held().tx());
            // A page since may have brought a later version of it already.
            statement.setLong(
                    6, Math.max(cursor.held().seenTx(), cursor.position().tx() + 1));
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                RecordKey key = byId.get(rows.getObject(1, UUID.class)).key();
                found.put(key, new BaseVersion(rows.getLong(2), rows.getBytes(3)));
            }
        }
        return found;
    }
}
