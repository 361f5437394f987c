package dev.syncline.bench;

import dev.syncline.change.Json;
import dev.syncline.json.JsonReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** All that the database holds of one tenant. */
record DatabaseState(
        List<Outcome> ledger, List<Version> versions, List<Conflict> conflicts, List<SetAside> deadLetters) {

    /** @param content the change where it was not applied, else null */
    record Outcome(
            UUID changeId, int claim, Place place, String outcome, long version, Instant resolvedAt, String content) {}

    /**
     * @param content also of a tombstone: its last live content
     * @param present whether it is the record's row, and not a revision's
     */
    record Version(
            Place place, long version, boolean deleted, Map<String, Object> content, UUID changeId, boolean present) {

        Map<String, Object> liveContent() {
            return deleted ? null : content;
        }
    }

    /** @param texts every column that holds content, one after the other */
    record Conflict(UUID changeId, Place place, String texts) {}

    record SetAside(UUID changeId, Place place, String cause, String payload) {}

    private static final String LEDGER =
            "select change_id, claim, entity, entity_id, outcome, version, resolved_at, content from ledger"
                    + " where tenant = ?";

    private static final String VERSIONS =
            "select entity, entity_id, version, deleted, data, change_id, true as present from record where tenant = ?"
                    + " union all select entity, entity_id, version, deleted, data, change_id, false from revision"
                    + " where tenant = ? order by entity, entity_id, version";

    private static final String CONFLICTS = "select change_id, entity, entity_id,"
            + " concat_ws(' ', base, mine, patch, theirs, result, lost) from conflict where tenant = ?";

    private static final String DEAD_LETTERS = "select change_id, entity, entity_id, cause,"
            + " convert_from(payload, 'UTF8') from dead_letter where tenant = ?";

    static DatabaseState of(Connection connection, String tenant) throws SQLException {
        return new DatabaseState(
                rows(connection, LEDGER, DatabaseState::outcome, tenant),
                rows(connection, VERSIONS, DatabaseState::version, tenant, tenant),
                rows(connection, CONFLICTS, DatabaseState::conflict, tenant),
                rows(connection, DEAD_LETTERS, DatabaseState::setAside, tenant));
    }

    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> rows(Connection connection, String query, Reading<T> reading, String... tenant)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int index = 0; index < tenant.length; index++) {
                statement.setString(index + 1, tenant[index]);
            }
            List<T> rows = new ArrayList<>();
            ResultSet results = statement.executeQuery();
            while (results.next()) {
                rows.add(reading.read(results));
            }
            return rows;
        }
    }

    private static Outcome outcome(ResultSet row) throws SQLException {
        return new Outcome(
                row.getObject(1, UUID.class),
                row.getInt(2),
                new Place(row.getString(3), row.getString(4)),
                row.getString(5),
                row.getLong(6),
                row.getTimestamp(7).toInstant(),
                row.getString(8));
    }

    private static Version version(ResultSet row) throws SQLException {
        return new Version(
                new Place(row.getString(1), row.getString(2)),
                row.getLong(3),
                row.getBoolean(4),
                Json.object(JsonReader.stored().read(row.getString(5))),
                row.getObject(6, UUID.class),
                row.getBoolean(7));
    }

    private static Conflict conflict(ResultSet row) throws SQLException {
        return new Conflict(
                row.getObject(1, UUID.class), new Place(row.getString(2), row.getString(3)), row.getString(4));
    }

    private static SetAside setAside(ResultSet row) throws SQLException {
        return new SetAside(
                row.getObject(1, UUID.class),
                new Place(row.getString(2), row.getString(3)),
                row.getString(4),
                row.getString(5));
    }
}
