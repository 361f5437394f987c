package dev.syncline.store;

import dev.syncline.change.RecordKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The changes that wait for another, as a batch reads and writes them. */
@ApplicationScoped
public class ParkedChanges {

    private static final InsertedRows<ParkedRow> ROWS = InsertedRows.<ParkedRow>into("parked")
            .text("tenant", row -> row.key().tenant())
            .uuid("change_id", ParkedRow::changeId)
            .uuid("after_id", ParkedRow::afterId)
            .text("entity", row -> row.key().entity())
            .text("entity_id", row -> row.key().entityId())
            .uuid("fingerprint", ParkedRow::fingerprint)
            .text("topic", row -> row.message().topic())
            .integer("partition", row -> row.message().partition())
            .number("\"offset\"", row -> row.message().offset())
            .bytes("key", row -> row.message().key())
            .bytes("payload", row -> row.message().payload())
            .text("schema_version", row -> row.message().schemaVersion())
            .instant("parked_at", ParkedRow::parkedAt)
            .uuid("record_id", row -> row.key().id());

    // A device can have queued many behind one that is missing: their content is read of those only that go on.
    private static final String COLUMNS = "tenant, change_id, after_id, entity, entity_id, fingerprint, topic,"
            + " partition, \"offset\", octet_length(payload), parked_at";

    static final String LOCK =
            "select " + COLUMNS + " from parked where record_id = any(?) order by record_id, change_id for update";

    private static final String CONTENTS = "select tenant, change_id, topic, partition, \"offset\", key, payload,"
            + " schema_version from parked join unnest(?::text[], ?::uuid[]) as wanted(tenant, change_id)"
            + " using (tenant, change_id)";

    private static final String AMONG = "select tenant, change_id from parked"
            + " join unnest(?::text[], ?::uuid[]) as wanted(tenant, change_id) using (tenant, change_id)";

    // Whose predecessor has its final outcome already, or is missing: it has none, and does not wait for this record
    // itself. Who waits behind it goes on waiting.
    private static final String WAITED_ENOUGH = "select " + COLUMNS + " from parked"
            + " where (parked_at, \"offset\", change_id) > (?, ?, ?) and case"
            + " when exists (select from parked first where first.tenant = parked.tenant"
            + " and first.change_id = parked.after_id and first.record_id = parked.record_id) then false"
            + " else coalesce((select bool_or(ledger.claim = 0 and ledger.outcome <> 'DEAD_LETTERED') from ledger"
            + " where ledger.tenant = parked.tenant and ledger.change_id = parked.after_id), parked_at < ?) end"
            + " order by parked_at, \"offset\", change_id limit ?";

    private static final String DELETE = "delete from parked using unnest(?::text[], ?::uuid[])"
            + " as gone(tenant, change_id) where parked.tenant = gone.tenant and parked.change_id = gone.change_id";

    /**
     * What waits for a change to one of the records of these ids, by what it waits for, in the order it came; its content is
     * left out. There once the trip has ended.
     */
    public Map<ChangeKey, List<ParkedRow>> lock(OneTrip trip, Collection<UUID> records) throws SQLException {
        Map<ChangeKey, List<ParkedRow>> byPredecessor = new HashMap<>();
        trip.read(LOCK, records, BinaryColumn.uuid(id -> id), found -> {
            List<ParkedRow> rows = rows(found);
            rows.sort((a, b) -> Long.compare(a.message().offset(), b.message().offset()));
            rows.forEach(row -> byPredecessor
                    .computeIfAbsent(row.predecessor(), key -> new ArrayList<>())
                    .add(row));
        });
        return byPredecessor;
    }

    /** The same with their content, as far as they are still there. */
    public Map<ChangeKey, ParkedRow> whole(Connection connection, Collection<ParkedRow> rows) throws SQLException {
        Map<ChangeKey, ParkedRow> whole = new HashMap<>();
        if (rows.isEmpty()) {
            return whole;
        }
        Map<ChangeKey, ParkedRow> byChange = new HashMap<>();
        rows.forEach(row -> byChange.put(row.change(), row));
        try (PreparedStatement statement = PlannedAnew.prepare(connection, CONTENTS)) {
            setKeys(connection, statement, byChange.keySet());
            ResultSet found = statement.executeQuery();
            while (found.next()) {
                FoundRow columns = new FoundRow(found);
                ChangeKey change = new ChangeKey(columns.text(), columns.uuid());
                whole.put(change, byChange.get(change).with(Rows.message(columns)));
            }
        }
        return whole;
    }

    /** Which of these changes wait, for whatever record. */
    public Set<ChangeKey> among(Connection connection, Collection<ChangeKey> changes) throws SQLException {
        Set<ChangeKey> parked = new HashSet<>();
        if (changes.isEmpty()) {
            return parked;
        }
        try (PreparedStatement statement = PlannedAnew.prepare(connection, AMONG)) {
            setKeys(connection, statement, changes);
            ResultSet found = statement.executeQuery();
            while (found.next()) {
                parked.add(new ChangeKey(found.getString(1), found.getObject(2, UUID.class)));
            }
        }
        return parked;
    }

    /**
     * Changes that need not wait any longer, or may not: the first that were parked behind one, or of all; their content is
     * left out.
     *
     * @param behind null for the first of all
     * @param missingBefore from then on, a predecessor that was not seen may still come
     */
    public List<ParkedRow> waitedEnough(Connection connection, ParkedRow behind, Instant missingBefore, int limit)
            throws SQLException {
        try (PreparedStatement statement = PlannedAnew.prepare(connection, WAITED_ENOUGH)) {
            statement.setTimestamp(1, Timestamp.from(behind == null ? Instant.EPOCH : behind.parkedAt()));
            statement.setLong(2, behind == null ? -1 : behind.message().offset());
            statement.setObject(3, behind == null ? new UUID(0, 0) : behind.changeId());
            statement.setTimestamp(4, Timestamp.from(missingBefore));
            statement.setInt(5, limit);
            return rows(statement.executeQuery());
        }
    }

    private static void setKeys(Connection connection, PreparedStatement statement, Collection<ChangeKey> changes)
            throws SQLException {
        Columns.of(connection, statement, List.copyOf(changes))
                .text(ChangeKey::tenant)
                .uuid(ChangeKey::changeId);
    }

    private static List<ParkedRow> rows(ResultSet rows) throws SQLException {
        List<ParkedRow> found = new ArrayList<>();
        while (rows.next()) {
            FoundRow columns = new FoundRow(rows);
            String tenant = columns.text();
            UUID changeId = columns.uuid();
            UUID afterId = columns.uuid();
            RecordKey key = new RecordKey(tenant, columns.text(), columns.text());
            UUID fingerprint = columns.uuid();
            Message place = new Message(columns.text(), columns.integer(), columns.number(), null, null, null);
            found.add(new ParkedRow(key, changeId, afterId, fingerprint, place, columns.integer(), columns.instant()));
        }
        return found;
    }

    public void insert(OneTrip trip, List<ParkedRow> rows) throws SQLException {
        ROWS.write(trip, rows);
    }

    public void delete(Connection connection, Collection<ChangeKey> changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = PlannedAnew.prepare(connection, DELETE)) {
            setKeys(connection, statement, changes);
            statement.executeUpdate();
        }
    }
}
