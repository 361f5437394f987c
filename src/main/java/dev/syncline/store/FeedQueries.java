package dev.syncline.store;

import dev.syncline.change.RecordKey;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a tenant's records in the order in which they last changed, as far as no earlier row can still appear. */
@ApplicationScoped
public class FeedQueries {

    /** So many bytes of records a page holds, and then one record more. */
    static final int PAGE_BYTES = 4 * 1024 * 1024;

    /** How many versions back a delta's base is looked for. */
    private static final int BASE_REACH = 32;

    private static final String STATE = "select newest.number as state_epoch, newest.token,"
            + " pg_snapshot_xmin(seen)::text::bigint as horizon, pg_snapshot_xmax(seen)::text::bigint as next_tx,"
            + " coalesce(swept_epoch, 0) as swept_epoch, coalesce(swept_tx, 0) as swept_tx,"
            + " coalesce(swept_ordinal, 0) as swept_ordinal"
            + " from (select number, token from epoch order by number desc limit 1) as newest"
            + " cross join pg_current_snapshot() as seen left join version_floor on version_floor.tenant = ?";

    private static final String COLUMNS = "entity, entity_id, version, deleted, data, epoch, tx, ordinal";

    private static final String OF_TENANT = PositionIndexes.rowsOf(List.of("record.tenant"), List.of("?"));

    private static final String OF_TENANT_AND_ENTITY =
            PositionIndexes.rowsOf(List.of("record.tenant", "record.entity"), List.of("?", "?"));

    /** Written at the horizon or behind it; bounded on both sides, or the planner takes it for a third of the table. */
    private static final String LATE = "record.epoch = (select state_epoch from state)"
            + " and record.tx >= (select horizon from state) and record.tx < (select next_tx from state)";

    /**
     * The records as they stood at the horizon, in one statement, so that both come from one snapshot: at the horizon a
     * writer may still be open, everything below it is decided. Of a record that was written since, it is the version of
     * before: a reader that comes to the horizon has seen the effect of all that lies below it.
     *
     * @param whose a condition that holds for the rows of this feed
     */
    private static String after(String whose) {
        return "with state as materialized (" + STATE + "),"
                + " first as (select * from ("
                + "(select " + COLUMNS + " from record where " + whose
                + " and (epoch, tx, ordinal) > (?, ?, ?) and (epoch, tx) < (select state_epoch, horizon from state)"
                + " order by epoch, tx, ordinal limit ?)"
                + " union all"
                + " (select before.* from record cross join lateral (select " + COLUMNS + " from revision"
                + " where tenant = record.tenant and entity = record.entity and entity_id = record.entity_id"
                + " and version < record.version and (epoch, tx) < (select state_epoch, horizon from state)"
                + " order by version desc limit 1) as before"
                + " where " + whose + " and " + LATE
                + " and (before.epoch, before.tx, before.ordinal) > (?, ?, ?)"
                + " order by before.epoch, before.tx, before.ordinal)"
                + ") as standing order by epoch, tx, ordinal limit ?),"
                + " candidate as (select *,"
                + " coalesce(sum(case when deleted then 0 else octet_length(data) end) over"
                + " (order by epoch, tx, ordinal rows between unbounded preceding and 1 preceding), 0) < " + PAGE_BYTES
                + " as fits from first),"
                + " late as materialized (select exists (select from record where " + OF_TENANT + " and " + LATE
                + ") as held_back)"
                + " select null as fits, null as entity, null as entity_id, null as version, null as deleted,"
                + " null as content, null as epoch, null as tx, null as ordinal, state.*, late.held_back"
                + " from state cross join late"
                + " union all (select fits, entity, entity_id, version, deleted,"
                + " case when fits and not deleted then data end, epoch, tx, ordinal,"
                + " null, null, null, null, null, null, null, null from candidate order by epoch, tx, ordinal)";
    }

    static final String OF_ALL = after(OF_TENANT);

    static final String OF_ENTITY = after(OF_TENANT_AND_ENTITY);

    static final String BASES = "select item.entity, item.entity_id, base.version, base.data"
            + " from unnest(?::text[], ?::text[], ?::int8[], ?::int8[]) as item(entity, entity_id, version, tx)"
            + " cross join lateral (select * from (select *, lag(tx, 1, item.tx) over later as replaced_tx,"
            + " lag(version, 1, item.version) over later as replaced_by from (select version, deleted, data, epoch, tx"
            + " from revision where tenant = ? and entity = item.entity and entity_id = item.entity_id"
            + " and version < item.version order by version desc limit " + BASE_REACH + ") as newest"
            + " window later as (order by version desc)) as chain"
            + " where (epoch, tx) <= (?, ?) order by version desc limit 1) as base"
            + " where base.epoch > 0 and not base.deleted and base.replaced_by = base.version + 1"
            + " and base.replaced_tx >= ?";

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
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(STATE)) {
            statement.setString(1, tenant);
            ResultSet row = statement.executeQuery();
            row.next();
            State state = State.of(row);
            epochs.seen(state.epoch());
            return state;
        }
    }

    /**
     * The page after a cursor.
     *
     * @param cursor null to read from the start, without what was deleted before
     * @param entity null for all
     * @return empty where the cursor cannot be continued, as rows that it did not pass are gone
     */
    public Optional<FeedPage> after(String tenant, FeedCursor cursor, String entity, int limit) throws SQLException {
        Position from = cursor == null ? Position.START : cursor.row();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(entity == null ? OF_ALL : OF_ENTITY)) {
            StatementParameters.set(
                    statement,
                    entity == null ? parameters(tenant, from, limit + 1) : parameters(tenant, entity, from, limit + 1));
            return page(tenant, statement.executeQuery(), cursor, limit);
        }
    }

    /** Those of {@link #OF_ALL}. */
    static Object[] parameters(String tenant, Position from, int limit) {
        return parameters(tenant, List.of(tenant, tenant), from, limit);
    }

    /** Those of {@link #OF_ENTITY}. */
    static Object[] parameters(String tenant, String entity, Position from, int limit) {
        return parameters(tenant, List.of(entity, tenant, entity, tenant), from, limit);
    }

    private static Object[] parameters(String tenant, List<String> whose, Position from, int limit) {
        List<Object> page = new ArrayList<>(whose);
        page.addAll(List.of(from.epoch(), from.tx(), from.ordinal(), limit));
        List<Object> parameters = new ArrayList<>(List.of(tenant));
        parameters.addAll(page);
        parameters.addAll(page);
        parameters.addAll(List.of(tenant, tenant));
        return parameters.toArray();
    }

    /** One row tells how the database stands; the others are records, or that there is one that does not fit any more. */
    private Optional<FeedPage> page(String tenant, ResultSet rows, FeedCursor cursor, int limit) throws SQLException {
        List<FeedItem> found = new ArrayList<>();
        State state = null;
        int candidates = 0;
        boolean heldBack = false;
        while (rows.next()) {
            boolean fits = rows.getBoolean(1);
            if (rows.wasNull()) {
                state = State.of(rows);
                epochs.seen(state.epoch());
                heldBack = rows.getBoolean("held_back");
            } else {
                candidates++;
                if (fits) {
                    found.add(item(tenant, rows));
                }
            }
        }
        if (cursor != null && !state.continues(cursor)) {
            return Optional.empty();
        }
        if (found.size() == candidates && candidates <= limit) {
            FeedCursor end = state.end();
            return Optional.of(new FeedPage(shown(found, cursor, end), end, state.epoch(), false, heldBack));
        }
        List<FeedItem> read = found.subList(0, Math.min(limit, found.size()));
        FeedCursor next = next(cursor, state, read.get(read.size() - 1).position());
        return Optional.of(new FeedPage(shown(read, cursor, next), next, state.epoch(), true, false));
    }

    private static FeedItem item(String tenant, ResultSet row) throws SQLException {
        return new FeedItem(
                new RecordKey(tenant, row.getString(2), row.getString(3)),
                row.getLong(4),
                row.getBoolean(5),
                row.getString(6),
                new Position(row.getInt(7), row.getLong(8), row.getInt(9)));
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
     * The version that a reader at the cursor holds of each record, where that is certain, live and kept: one that the
     * feed showed at its end, and that was not replaced until then.
     */
    public Map<RecordKey, BaseVersion> bases(String tenant, FeedCursor cursor, List<FeedItem> items)
            throws SQLException {
        Map<RecordKey, BaseVersion> found = new HashMap<>();
        if (cursor.held() == null || items.isEmpty()) {
            return found;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(BASES)) {
            Columns.of(connection, statement, items)
                    .text(item -> item.key().entity())
                    .text(item -> item.key().entityId())
                    .number(FeedItem::version)
                    .number(item -> item.position().tx());
            statement.setString(5, tenant);
            statement.setInt(6, cursor.position().epoch());
            statement.setLong(7, cursor.held().tx());
            // A page since may have brought a later version of it already.
            statement.setLong(
                    8, Math.max(cursor.held().seenTx(), cursor.position().tx() + 1));
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                found.put(
                        new RecordKey(tenant, rows.getString(1), rows.getString(2)),
                        new BaseVersion(rows.getLong(3), rows.getString(4)));
            }
        }
        return found;
    }
}
