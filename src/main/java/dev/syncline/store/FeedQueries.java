package dev.syncline.store;

import dev.syncline.change.RecordKey;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads a tenant's records in the order in which they last changed, as far as no earlier row can still appear. */
@ApplicationScoped
public class FeedQueries {

    private final AgroalDataSource database;
    private final Epochs epochs;

    FeedQueries(AgroalDataSource database, Epochs epochs) {
        this.database = database;
        this.epochs = epochs;
    }

    /** Reads a client's cursor; empty where the feed of that epoch or tenant is not this one. */
    public Optional<FeedCursor> parse(String tenant, String cursor) {
        return FeedCursor.parse(cursor, epochs.current(), tenant);
    }

    /** Where a reader stands who wants nothing earlier than now. */
    public FeedPage<FeedItem> end(String tenant) throws SQLException {
        return end(state(tenant));
    }

    /** The same for a reader who stands at a cursor; empty where that cannot be continued. */
    public Optional<FeedPage<FeedItem>> end(String tenant, FeedCursor cursor) throws SQLException {
        FeedState state = state(tenant);
        return state.continues(cursor) ? Optional.of(end(state)) : Optional.empty();
    }

    private static FeedPage<FeedItem> end(FeedState state) {
        return new FeedPage<>(List.of(), state.end(), state.epoch(), false, false);
    }

    private FeedState state(String tenant) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return state(connection, tenant);
        }
    }

    private FeedState state(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FeedStatements.STATE)) {
            statement.setString(1, tenant);
            ResultSet row = statement.executeQuery();
            row.next();
            FeedState state = FeedState.of(row);
            epochs.seen(state.epoch());
            return state;
        }
    }

    /**
     * The page after a cursor: the records as they stood at the horizon. There a writer may still be open, everything below
     * it is decided. Of a record that was written since, it is the earlier version: a reader that comes to the horizon
     * has seen the effect of all that lies below it.
     *
     * @param cursor null to read from the start, without what was deleted before
     * @param entity null for all
     * @return empty where the cursor cannot be continued, as rows that it did not pass are gone
     */
    public Optional<FeedPage<FeedItem>> after(String tenant, FeedCursor cursor, String entity, int limit)
            throws SQLException {
        return after(tenant, cursor, entity, limit, Function.identity());
    }

    /**
     * The same.
     *
     * @param showing what is made of each record: at once as its row is here, while the database makes the next ones
     */
    public <T> Optional<FeedPage<T>> after(
            String tenant, FeedCursor cursor, String entity, int limit, Function<FeedItem, T> showing)
            throws SQLException {
        try (OneSnapshot snapshot = OneSnapshot.of(database)) {
            FeedState state = state(snapshot.connection(), tenant);
            if (cursor != null && !state.continues(cursor)) {
                return Optional.empty();
            }
            Position from = cursor == null ? Position.START : cursor.row();
            FeedStatements.Wanted wanted = new FeedStatements.Wanted(tenant, entity, from, limit);
            return Optional.of(new FeedReading<>(snapshot.connection(), wanted, state, showing).page(cursor));
        }
    }

    /**
     * The version that a reader at the cursor holds of each live record, where that is certain, live and kept:
     * one that the feed showed at its end, and that was not replaced until then. Those of the first records, where all
     * would be more than a page: they can be much larger than what they became.
     */
    public Map<RecordKey, BaseVersion> bases(FeedCursor cursor, List<FeedItem> items) throws SQLException {
        Map<RecordKey, BaseVersion> found = new HashMap<>();
        List<FeedItem> live = items.stream().filter(item -> !item.deleted()).toList();
        if (cursor.held() == null || live.isEmpty()) {
            return found;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(FeedStatements.BASES)) {
            Map<UUID, FeedItem> byId = FeedItem.byId(live);
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
