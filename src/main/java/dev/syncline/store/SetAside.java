package dev.syncline.store;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
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

/** Reads and writes what a batch sets aside: changes that wait for another, and dead letters. */
@ApplicationScoped
public class SetAside {

    // A device can have queued many behind one that is missing: their content is read of those only that go on.
    private static final String PARKED_COLUMNS = "tenant, change_id, after_id, entity, entity_id, fingerprint, topic,"
            + " partition, \"offset\", octet_length(payload), parked_at";

    static final String LOCK_PARKED = "select " + PARKED_COLUMNS
            + " from parked where record_id = any(?) order by record_id, change_id for update";

    private static final String CONTENTS = "select tenant, change_id, topic, partition, \"offset\", key, payload,"
            + " schema_version from parked join unnest(?::text[], ?::uuid[]) as wanted(tenant, change_id)"
            + " using (tenant, change_id)";

    private static final String PARKED = "select tenant, change_id from parked"
            + " join unnest(?::text[], ?::uuid[]) as wanted(tenant, change_id) using (tenant, change_id)";

    // Whose predecessor has its final outcome already, or is missing: it has none, and does not wait for this record
    // itself. Who waits behind it goes on waiting.
    private static final String WAITED_ENOUGH = "select " + PARKED_COLUMNS + " from parked"
            + " where (parked_at, \"offset\", change_id) > (?, ?, ?) and case"
            + " when exists (select from parked first where first.tenant = parked.tenant"
            + " and first.change_id = parked.after_id and first.record_id = parked.record_id) then false"
            + " else coalesce((select bool_or(ledger.claim = 0 and ledger.outcome <> 'DEAD_LETTERED') from ledger"
            + " where ledger.tenant = parked.tenant and ledger.change_id = parked.after_id), parked_at < ?) end"
            + " order by parked_at, \"offset\", change_id limit ?";

    private static final String INSERT_PARKED = "insert into parked (tenant, change_id, after_id, entity, entity_id,"
            + " fingerprint, topic, partition, \"offset\", key, payload, schema_version, parked_at, record_id)"
            + " select * from unnest(?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::text[],"
            + " ?::int4[], ?::int8[], ?::bytea[], ?::bytea[], ?::text[], ?::timestamptz[], ?::uuid[])";

    private static final String DELETE_PARKED = "delete from parked using unnest(?::text[], ?::uuid[])"
            + " as gone(tenant, change_id) where parked.tenant = gone.tenant and parked.change_id = gone.change_id";

    private static final String LETTER_COLUMNS = "tenant, id, state, attempt, change_id, entity, entity_id, subject,"
            + " client_id, cause, detail, exception, topic, partition, \"offset\", key, payload, schema_version,"
            + " received_at, failed_at";

    private static final String LOCK_LETTERS = "select " + LETTER_COLUMNS
            + " from dead_letter join unnest(?::text[], ?::uuid[]) as wanted(tenant, id) using (tenant, id)"
            + " order by tenant, id for update of dead_letter";

    private static final String LETTERS_OF = "select " + LETTER_COLUMNS
            + " from dead_letter join unnest(?::text[], ?::int4[], ?::int8[]) as wanted(topic, partition, \"offset\")"
            + " using (topic, partition, \"offset\")";

    private static final String INSERT_LETTERS = "insert into dead_letter (" + LETTER_COLUMNS + ") select * from"
            + " unnest(?::text[], ?::uuid[], ?::text[], ?::int4[], ?::uuid[], ?::text[], ?::text[], ?::text[],"
            + " ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int4[], ?::int8[], ?::bytea[], ?::bytea[],"
            + " ?::text[], ?::timestamptz[], ?::timestamptz[])";

    private static final String UPDATE_LETTERS = "update dead_letter set state = n.state, cause = n.cause,"
            + " detail = n.detail, exception = n.exception, failed_at = n.failed_at, updated_at = now()"
            + " from unnest(?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])"
            + " as n(tenant, id, state, cause, detail, exception, failed_at)"
            + " where dead_letter.tenant = n.tenant and dead_letter.id = n.id";

    /**
     * What waits for a change to one of the records of these ids, by what it waits for, in the order it came; its content is
     * left out. There once the trip has ended.
     */
    public Map<ChangeKey, List<ParkedRow>> lockParked(OneTrip trip, Collection<UUID> records) throws SQLException {
        Map<ChangeKey, List<ParkedRow>> byPredecessor = new HashMap<>();
        trip.read(LOCK_PARKED, records, BinaryColumn.uuid(id -> id), found -> {
            List<ParkedRow> rows = parkedRows(found);
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
                ChangeKey change = new ChangeKey(found.getString(1), found.getObject(2, UUID.class));
                whole.put(change, byChange.get(change).with(message(found, 3)));
            }
        }
        return whole;
    }

    /** Which of these changes wait, for whatever record. */
    public Set<ChangeKey> parked(Connection connection, Collection<ChangeKey> changes) throws SQLException {
        Set<ChangeKey> parked = new HashSet<>();
        if (changes.isEmpty()) {
            return parked;
        }
        try (PreparedStatement statement = PlannedAnew.prepare(connection, PARKED)) {
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
            return parkedRows(statement.executeQuery());
        }
    }

    private static void setKeys(Connection connection, PreparedStatement statement, Collection<ChangeKey> changes)
            throws SQLException {
        Columns.of(connection, statement, List.copyOf(changes))
                .text(ChangeKey::tenant)
                .uuid(ChangeKey::changeId);
    }

    private static List<ParkedRow> parkedRows(ResultSet rows) throws SQLException {
        List<ParkedRow> found = new ArrayList<>();
        while (rows.next()) {
            found.add(new ParkedRow(
                    new RecordKey(rows.getString(1), rows.getString(4), rows.getString(5)),
                    rows.getObject(2, UUID.class),
                    rows.getObject(3, UUID.class),
                    rows.getObject(6, UUID.class),
                    new Message(rows.getString(7), rows.getInt(8), rows.getLong(9), null, null, null),
                    rows.getInt(10),
                    Rows.instant(rows, 11)));
        }
        return found;
    }

    private static Message message(ResultSet row, int first) throws SQLException {
        return new Message(
                row.getString(first),
                row.getInt(first + 1),
                row.getLong(first + 2),
                row.getBytes(first + 3),
                row.getBytes(first + 4),
                row.getString(first + 5));
    }

    public void insertParked(Connection connection, List<ParkedRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT_PARKED)) {
            Columns.of(connection, statement, rows)
                    .text(row -> row.key().tenant())
                    .uuid(ParkedRow::changeId)
                    .uuid(ParkedRow::afterId)
                    .text(row -> row.key().entity())
                    .text(row -> row.key().entityId())
                    .uuid(ParkedRow::fingerprint)
                    .text(row -> row.message().topic())
                    .integer(row -> row.message().partition())
                    .number(row -> row.message().offset())
                    .bytes(row -> row.message().key())
                    .bytes(row -> row.message().payload())
                    .text(row -> row.message().schemaVersion())
                    .instant(ParkedRow::parkedAt)
                    .uuid(row -> row.key().id());
            statement.executeUpdate();
        }
    }

    public void deleteParked(Connection connection, Collection<ChangeKey> changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = PlannedAnew.prepare(connection, DELETE_PARKED)) {
            setKeys(connection, statement, changes);
            statement.executeUpdate();
        }
    }

    public Map<DeadLetterKey, DeadLetterRow> lockLetters(Connection connection, Collection<DeadLetterKey> letters)
            throws SQLException {
        Map<DeadLetterKey, DeadLetterRow> found = new HashMap<>();
        if (letters.isEmpty()) {
            return found;
        }
        try (PreparedStatement statement = PlannedAnew.prepare(connection, LOCK_LETTERS)) {
            Columns.of(connection, statement, List.copyOf(letters))
                    .text(DeadLetterKey::tenant)
                    .uuid(DeadLetterKey::id);
            letters(statement.executeQuery()).forEach(row -> found.put(new DeadLetterKey(row.tenant(), row.id()), row));
        }
        return found;
    }

    /** The dead letters that these messages made. */
    public List<DeadLetterRow> lettersOf(Connection connection, Collection<MessagePlace> places) throws SQLException {
        if (places.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement = PlannedAnew.prepare(connection, LETTERS_OF)) {
            Columns.of(connection, statement, List.copyOf(places))
                    .text(MessagePlace::topic)
                    .integer(MessagePlace::partition)
                    .number(MessagePlace::offset);
            return letters(statement.executeQuery());
        }
    }

    private static List<DeadLetterRow> letters(ResultSet rows) throws SQLException {
        List<DeadLetterRow> found = new ArrayList<>();
        while (rows.next()) {
            String tenant = rows.getString(1);
            String entity = rows.getString(6);
            boolean readable = entity != null;
            found.add(new DeadLetterRow(
                    rows.getObject(2, UUID.class),
                    DeadLetterRow.State.valueOf(rows.getString(3)),
                    rows.getInt(4),
                    readable ? new Origin(tenant, rows.getString(8), rows.getString(9)) : null,
                    readable ? new RecordKey(tenant, entity, rows.getString(7)) : null,
                    rows.getObject(5, UUID.class),
                    ErrorCode.ofCode(rows.getString(10)),
                    rows.getString(11),
                    rows.getString(12),
                    message(rows, 13),
                    Rows.instant(rows, 19),
                    Rows.instant(rows, 20)));
        }
        return found;
    }

    public void insertLetters(Connection connection, List<DeadLetterRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT_LETTERS)) {
            Columns.of(connection, statement, rows)
                    .text(DeadLetterRow::tenant)
                    .uuid(DeadLetterRow::id)
                    .text(row -> row.state().name())
                    .integer(DeadLetterRow::attempt)
                    .uuid(DeadLetterRow::changeId)
                    .text(row -> row.key() == null ? null : row.key().entity())
                    .text(row -> row.key() == null ? null : row.key().entityId())
                    .text(row -> row.origin() == null ? null : row.origin().subject())
                    .text(row -> row.origin() == null ? null : row.origin().clientId())
                    .text(row -> row.cause().code())
                    .text(DeadLetterRow::detail)
                    .text(DeadLetterRow::exception)
                    .text(row -> row.message().topic())
                    .integer(row -> row.message().partition())
                    .number(row -> row.message().offset())
                    .bytes(row -> row.message().key())
                    .bytes(row -> row.message().payload())
                    .text(row -> row.message().schemaVersion())
                    .instant(DeadLetterRow::receivedAt)
                    .instant(DeadLetterRow::failedAt);
            statement.executeUpdate();
        }
    }

    public void updateLetters(Connection connection, List<DeadLetterRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = PlannedAnew.prepare(connection, UPDATE_LETTERS)) {
            Columns.of(connection, statement, rows)
                    .text(DeadLetterRow::tenant)
                    .uuid(DeadLetterRow::id)
                    .text(row -> row.state().name())
                    .text(row -> row.cause().code())
                    .text(DeadLetterRow::detail)
                    .text(DeadLetterRow::exception)
                    .instant(DeadLetterRow::failedAt);
            statement.executeUpdate();
        }
    }
}
