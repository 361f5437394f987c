package dev.syncline.store;

import dev.syncline.json.JsonWriter;
import dev.syncline.resolve.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the engine writes for a batch, each table in one statement. */
@ApplicationScoped
public class BatchWrites {

    private static final String RECORD_ARRAYS =
            "unnest(?::text[], ?::text[], ?::text[], ?::int8[], ?::bool[], ?::int4[], ?::int8[], ?::int4[],"
                    + " ?::int8[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[],"
                    + " ?::timestamptz[])";

    // Plain, so that a record made at the same time through another partition ends in a unique violation.
    private static final String INSERT_RECORDS =
            "insert into record (" + Rows.RECORD_COLUMNS + ") select * from " + RECORD_ARRAYS;

    private static final String UPDATE_RECORDS = "update record set version = n.version, deleted = n.deleted,"
            + " epoch = n.epoch, tx = n.tx, ordinal = n.ordinal, stamp_millis = n.stamp_millis,"
            + " stamp_client = n.stamp_client, stamp_change = n.stamp_change, field_stamps = n.field_stamps,"
            + " data = n.data, subject = n.subject, client_id = n.client_id, change_id = n.change_id,"
            + " written_at = n.written_at from " + RECORD_ARRAYS + " as n(" + Rows.RECORD_COLUMNS + ")"
            + " where record.tenant = n.tenant and record.entity = n.entity and record.entity_id = n.entity_id";

    private static final String INSERT_REVISIONS =
            "insert into revision (tenant, entity, entity_id, version, deleted, stamp_millis, data, subject, client_id,"
                    + " change_id, written_at, replaced_at, epoch, tx, ordinal)"
                    + " select * from unnest(?::text[], ?::text[], ?::text[], ?::int8[], ?::bool[], ?::int8[],"
                    + " ?::text[], ?::text[], ?::text[], ?::uuid[], ?::timestamptz[], ?::timestamptz[], ?::int4[],"
                    + " ?::int8[], ?::int4[])";

    private static final String LEDGER_ARRAYS =
            "unnest(?::text[], ?::uuid[], ?::int4[], ?::text[], ?::text[], ?::text[], ?::text[],"
                    + " ?::uuid[], ?::text[], ?::int8[], ?::int8[], ?::int4[], ?::int8[], ?::int4[], ?::int4[], ?::int8[],"
                    + " ?::int4[], ?::timestamptz[], ?::timestamptz[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[],"
                    + " ?::bool[], ?::text[], ?::int8[])";

    // Plain: the same id through another partition is a unique violation, which repeats the batch.
    private static final String INSERT_LEDGER =
            "insert into ledger (" + Rows.LEDGER_COLUMNS + ") select * from " + LEDGER_ARRAYS;

    // A redriven change keeps its row and its fingerprint; only what became of it changes.
    private static final String UPDATE_LEDGER = "update ledger set outcome = n.outcome, version = n.version,"
            + " stamp_millis = n.stamp_millis, epoch = n.epoch, tx = n.tx, ordinal = n.ordinal,"
            + " cursor_epoch = n.cursor_epoch, cursor_tx = n.cursor_tx, cursor_ordinal = n.cursor_ordinal,"
            + " resolved_at = n.resolved_at, conflict_id = n.conflict_id, code = n.code, detail = n.detail,"
            + " result = n.result, client_data = n.client_data, client_deleted = n.client_deleted, content = n.content,"
            + " skew_ms = n.skew_ms"
            + " from " + LEDGER_ARRAYS + " as n(" + Rows.LEDGER_COLUMNS + ")"
            + " where ledger.tenant = n.tenant and ledger.change_id = n.change_id and ledger.claim = n.claim";

    private static final String TOUCH_LEDGER = "update ledger set epoch = n.epoch, tx = n.tx, ordinal = n.ordinal"
            + " from unnest(?::text[], ?::uuid[], ?::int4[], ?::int4[], ?::int8[], ?::int4[])"
            + " as n(tenant, change_id, claim, epoch, tx, ordinal)"
            + " where ledger.tenant = n.tenant and ledger.change_id = n.change_id and ledger.claim = n.claim";

    private static final String INSERT_CONFLICTS =
            "insert into conflict (tenant, id, entity, entity_id, change_id, change_type, subject, client_id, strategy,"
                    + " outcome, resolution, base, base_deleted, mine, mine_deleted, patch, theirs, theirs_deleted,"
                    + " theirs_version, result, result_deleted, result_version, lost, created_at)"
                    + " select * from unnest(?::text[], ?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::text[],"
                    + " ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bool[], ?::text[],"
                    + " ?::bool[], ?::text[], ?::text[], ?::bool[], ?::int8[], ?::text[], ?::bool[], ?::int8[],"
                    + " ?::text[], ?::timestamptz[])";

    private static final String ADVANCE_PARTITIONS =
            "update outbox_partition set next_offset = n.next_offset, starts = 0,"
                    + " applied_at = clock_timestamp(), highest_epoch = writer.epoch,"
                    // Transactions that wait for each other's partitions can commit in another order than they count.
                    + " highest_tx = greatest(case when highest_epoch = writer.epoch then highest_tx end, writer.tx)"
                    + " from unnest(?::int4[], ?::int8[]) as n(partition, next_offset),"
                    + " (values (?::int4, ?::int8)) as writer(epoch, tx)"
                    + " where outbox_partition.topic_id = ? and outbox_partition.partition = n.partition";

    private static final String TAKE_START_BACK =
            "update outbox_partition set starts = starts - 1 where topic_id = ? and partition = any(?) and starts > 0";

    private static final String BE_CAUTIOUS =
            "update outbox_partition set starts = 0, cautious_until = ? where topic_id = ? and partition = ?";

    public void insertRecords(Connection connection, List<RecordRow> rows) throws SQLException {
        writeRecords(connection, INSERT_RECORDS, rows);
    }

    public void updateRecords(Connection connection, List<RecordRow> rows) throws SQLException {
        writeRecords(connection, UPDATE_RECORDS, rows);
    }

    private static void writeRecords(Connection connection, String sql, List<RecordRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Columns.of(connection, statement, rows)
                    .text(row -> row.key().tenant())
                    .text(row -> row.key().entity())
                    .text(row -> row.key().entityId())
                    .number(row -> row.stored().version())
                    .bool(row -> row.stored().state().deleted())
                    .integer(row -> row.position().epoch())
                    .number(row -> row.position().tx())
                    .integer(row -> row.position().ordinal())
                    .number(row -> row.stored().stamp().millis())
                    .text(row -> row.stored().stamp().clientId())
                    .uuid(row -> row.stored().stamp().changeId())
                    .text(row -> Rows.fieldStamps(row.stored()))
                    .text(row -> Rows.text(row.stored().state().data()))
                    .text(row -> row.writer().subject())
                    .text(row -> row.writer().clientId())
                    .uuid(row -> row.writer().changeId())
                    .instant(row -> row.writer().at());
            expect(rows.size(), statement.executeUpdate());
        }
    }

    public void insertRevisions(Connection connection, List<RevisionRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT_REVISIONS)) {
            Columns.of(connection, statement, rows)
                    .text(row -> row.key().tenant())
                    .text(row -> row.key().entity())
                    .text(row -> row.key().entityId())
                    .number(RevisionRow::version)
                    .bool(row -> row.state().deleted())
                    .number(RevisionRow::stampMillis)
                    .text(row -> Rows.text(row.state().data()))
                    .text(row -> row.writer().subject())
                    .text(row -> row.writer().clientId())
                    .uuid(row -> row.writer().changeId())
                    .instant(row -> row.writer().at())
                    .instant(RevisionRow::replacedAt)
                    .integer(row -> row.position().epoch())
                    .number(row -> row.position().tx())
                    .integer(row -> row.position().ordinal());
            expect(rows.size(), statement.executeUpdate());
        }
    }

    public void insertLedger(Connection connection, List<LedgerEntry> rows) throws SQLException {
        writeLedger(connection, INSERT_LEDGER, rows);
    }

    public void updateLedger(Connection connection, List<LedgerEntry> rows) throws SQLException {
        writeLedger(connection, UPDATE_LEDGER, rows);
    }

    private static void writeLedger(Connection connection, String sql, List<LedgerEntry> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Columns.of(connection, statement, rows)
                    .text(row -> row.key().tenant())
                    .uuid(LedgerEntry::changeId)
                    .integer(LedgerEntry::claim)
                    .text(row -> row.origin().subject())
                    .text(row -> row.origin().clientId())
                    .text(row -> row.key().entity())
                    .text(row -> row.key().entityId())
                    .uuid(LedgerEntry::fingerprint)
                    .text(row -> row.outcome().name())
                    .number(LedgerEntry::version)
                    .number(LedgerEntry::stampMillis)
                    .integer(row -> row.position().epoch())
                    .number(row -> row.position().tx())
                    .integer(row -> row.position().ordinal())
                    .integer(row -> row.cursor() == null ? null : row.cursor().epoch())
                    .number(row -> row.cursor() == null ? null : row.cursor().tx())
                    .integer(row -> row.cursor() == null ? null : row.cursor().ordinal())
                    .instant(LedgerEntry::receivedAt)
                    .instant(LedgerEntry::resolvedAt)
                    .uuid(LedgerEntry::conflictId)
                    .text(row -> row.code() == null ? null : row.code().code())
                    .text(LedgerEntry::detail)
                    .text(row -> Rows.text(row.result()))
                    .text(row -> row.clientState() == null
                            ? null
                            : Rows.text(row.clientState().data()))
                    .bool(row ->
                            row.clientState() == null ? null : row.clientState().deleted())
                    .text(LedgerEntry::content)
                    .number(row ->
                            row.clockSkew() == null ? null : row.clockSkew().toMillis());
            expect(rows.size(), statement.executeUpdate());
        }
    }

    /** Gives answered resends a new position among their clients' acks. */
    public void touchLedger(Connection connection, List<LedgerEntry> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(TOUCH_LEDGER)) {
            Columns.of(connection, statement, rows)
                    .text(row -> row.key().tenant())
                    .uuid(LedgerEntry::changeId)
                    .integer(LedgerEntry::claim)
                    .integer(row -> row.position().epoch())
                    .number(row -> row.position().tx())
                    .integer(row -> row.position().ordinal());
            expect(rows.size(), statement.executeUpdate());
        }
    }

    public void insertConflicts(Connection connection, List<ConflictRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT_CONFLICTS)) {
            Columns.of(connection, statement, rows)
                    .text(row -> row.key().tenant())
                    .uuid(ConflictRow::id)
                    .text(row -> row.key().entity())
                    .text(row -> row.key().entityId())
                    .uuid(row -> row.change().id())
                    .text(row -> row.change().type().name())
                    .text(row -> row.origin().subject())
                    .text(row -> row.origin().clientId())
                    .text(ConflictRow::strategy)
                    .text(row -> row.outcome().name())
                    .text(row -> row.conflict().settled().name())
                    .text(row -> data(row.conflict().base()))
                    .bool(row -> deleted(row.conflict().base()))
                    .text(row -> data(row.conflict().mine()))
                    .bool(row -> deleted(row.conflict().mine()))
                    .text(row -> Rows.text(row.change().patch()))
                    .text(row -> data(row.conflict().theirs()))
                    .bool(row -> deleted(row.conflict().theirs()))
                    .number(ConflictRow::theirsVersion)
                    .text(row -> data(row.conflict().result()))
                    .bool(row -> deleted(row.conflict().result()))
                    .number(ConflictRow::resultVersion)
                    .text(row ->
                            JsonWriter.write(LostValues.toJson(row.conflict().lost())))
                    .instant(ConflictRow::createdAt);
            expect(rows.size(), statement.executeUpdate());
        }
    }

    private static String data(State state) {
        return state == null ? null : Rows.text(state.data());
    }

    private static Boolean deleted(State state) {
        return state == null ? null : state.deleted();
    }

    /** @param writer a position of this transaction: with every position that is written goes a note of it here */
    public void advancePartitions(
            Connection connection, String topicId, Map<Integer, Long> nextOffsets, Position writer)
            throws SQLException {
        Collection<Map.Entry<Integer, Long>> entries = nextOffsets.entrySet();
        try (PreparedStatement statement = connection.prepareStatement(ADVANCE_PARTITIONS)) {
            Columns.of(connection, statement, List.copyOf(entries))
                    .integer(Map.Entry::getKey)
                    .number(Map.Entry::getValue);
            statement.setInt(3, writer.epoch());
            statement.setLong(4, writer.tx());
            statement.setString(5, topicId);
            expect(entries.size(), statement.executeUpdate());
        }
    }

    public void takeStartBack(Connection connection, String topicId, Collection<Integer> partitions)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE_START_BACK)) {
            statement.setString(1, topicId);
            statement.setArray(2, connection.createArrayOf("int4", partitions.toArray()));
            statement.executeUpdate();
        }
    }

    public void beCautious(Connection connection, String topicId, int partition, long until) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BE_CAUTIOUS)) {
            statement.setLong(1, until);
            statement.setString(2, topicId);
            statement.setInt(3, partition);
            statement.executeUpdate();
        }
    }

    private static void expect(int rows, int written) {
        if (rows != written) {
            throw new IllegalStateException(written + " rows written instead of " + rows);
        }
    }
}
