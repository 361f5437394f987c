package dev.syncline.store;

import dev.syncline.json.JsonWriter;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the engine writes for a batch, each table in one statement. */
@ApplicationScoped
public class BatchWrites {

    // Plain, so that a record made at the same time through another partition ends in a unique violation.
    private static final InsertedRows<RecordRow> NEW_RECORDS = InsertedRows.<RecordRow>into("record")
            .uuid("record_id", RecordRow::id)
            .text("tenant", row -> row.key().tenant())
            .text("entity", row -> row.key().entity())
            .text("entity_id", row -> row.key().entityId())
            .number("version", row -> row.stored().version())
            .bool("deleted", row -> row.stored().state().deleted())
            .integer("epoch", row -> row.position().epoch())
            .number("tx", row -> row.position().tx())
            .integer("ordinal", row -> row.position().ordinal())
            .number("stamp_millis", row -> row.stored().stamp().millis())
            .text("stamp_client", row -> row.stored().stamp().clientId())
            .uuid("stamp_change", row -> row.stored().stamp().changeId())
            .utf8("field_stamps", row -> Rows.fieldStamps(row.stored()))
            .utf8("data", row -> Rows.utf8(row.stored().state().data()))
            .text("subject", row -> row.writer().subject())
            .text("client_id", row -> row.writer().clientId())
            .uuid("change_id", row -> row.writer().changeId())
            .instant("written_at", row -> row.writer().at());

    // By where they are: they were locked when they were read, and no second search is needed.
    // What a batch writes has one epoch, transaction and time.
    static final String UPDATE_RECORDS = "update record set version = n.version, deleted = n.deleted,"
            + " epoch = ?, tx = ?, written_at = ?, ordinal = n.ordinal, stamp_millis = n.stamp_millis,"
            + " stamp_client = n.stamp_client, stamp_change = n.stamp_change, field_stamps = n.field_stamps,"
            + " data = n.data, subject = n.subject, client_id = n.client_id, change_id = n.change_id"
            // In the select list: as a table, each array would be laid out in memory once more.
            + " from (select unnest(?::text[]::tid[]) as place, unnest(?::int8[]) as version,"
            + " unnest(?::bool[]) as deleted, unnest(?::int4[]) as ordinal, unnest(?::int8[]) as stamp_millis,"
            + " unnest(?::text[]) as stamp_client, unnest(?::uuid[]) as stamp_change,"
            + " unnest(?::text[]) as field_stamps, unnest(?::text[]) as data, unnest(?::text[]) as subject,"
            + " unnest(?::text[]) as client_id, unnest(?::uuid[]) as change_id) as n"
            + " where record.ctid = n.place";

    private static final InsertedRows<RevisionRow> REVISIONS = InsertedRows.<RevisionRow>into("revision")
            .uuid("record_id", RevisionRow::id)
            .text("tenant", row -> row.key().tenant())
            .text("entity", row -> row.key().entity())
            .text("entity_id", row -> row.key().entityId())
            .number("version", RevisionRow::version)
            .bool("deleted", row -> row.state().deleted())
            .number("stamp_millis", RevisionRow::stampMillis)
            .utf8("data", row -> row.text() == null ? Rows.utf8(row.state().data()) : row.text())
            .text("subject", row -> row.writer().subject())
            .text("client_id", row -> row.writer().clientId())
            .uuid("change_id", row -> row.writer().changeId())
            .instant("written_at", row -> row.writer().at())
            .instant("replaced_at", RevisionRow::replacedAt)
            .integer("epoch", row -> row.position().epoch())
            .number("tx", row -> row.position().tx())
            .integer("ordinal", row -> row.position().ordinal());

    /** Of the ledger: a redriven change keeps its row and its fingerprint; only what became of it changes. */
    private static final Set<String> KEPT = Set.of(
            "tenant",
            "change_id",
            "claim",
            "subject",
            "client_id",
            "entity",
            "entity_id",
            "fingerprint",
            "received_at");

    private static final String UPDATE_LEDGER = "update ledger set " + LedgerColumns.ROWS.assignedFrom("n", KEPT)
            + " from " + LedgerColumns.ROWS.unnested("n")
            + " where ledger.tenant = n.tenant and ledger.change_id = n.change_id and ledger.claim = n.claim";

    private static final String TOUCH_LEDGER = "update ledger set epoch = n.epoch, tx = n.tx, ordinal = n.ordinal"
            + " from unnest(?::text[], ?::uuid[], ?::int4[], ?::int4[], ?::int8[], ?::int4[])"
            + " as n(tenant, change_id, claim, epoch, tx, ordinal)"
            + " where ledger.tenant = n.tenant and ledger.change_id = n.change_id and ledger.claim = n.claim";

    private static final InsertedRows<ConflictRow> CONFLICTS = InsertedRows.<ConflictRow>into("conflict")
            .text("tenant", row -> row.key().tenant())
            .uuid("id", ConflictRow::id)
            .text("entity", row -> row.key().entity())
            .text("entity_id", row -> row.key().entityId())
            .uuid("change_id", row -> row.change().id())
            .text("change_type", row -> row.change().type().name())
            .text("subject", row -> row.origin().subject())
            .text("client_id", row -> row.origin().clientId())
            .text("strategy", ConflictRow::strategy)
            .text("outcome", row -> row.outcome().name())
            .text("resolution", row -> row.conflict().settled().name())
            .utf8("base", row -> Rows.data(row.conflict().base()))
            .bool("base_deleted", row -> Rows.deleted(row.conflict().base()))
            .utf8("mine", row -> Rows.data(row.conflict().mine()))
            .bool("mine_deleted", row -> Rows.deleted(row.conflict().mine()))
            .utf8("patch", row -> Rows.utf8(row.change().patch()))
            .utf8("theirs", row -> Rows.data(row.conflict().theirs()))
            .bool("theirs_deleted", row -> Rows.deleted(row.conflict().theirs()))
            .number("theirs_version", ConflictRow::theirsVersion)
            .utf8("result", row -> Rows.data(row.conflict().result()))
            .bool("result_deleted", row -> Rows.deleted(row.conflict().result()))
            .number("result_version", ConflictRow::resultVersion)
            .utf8(
                    "lost",
                    row -> JsonWriter.writeBytes(
                            LostValues.toJson(row.conflict().lost())))
            .instant("created_at", ConflictRow::createdAt);

    // Of few rows, so that any way to them is as good.
    static final String ADVANCE_PARTITIONS =
            "update outbox_partition set next_offset = n.next, starts = 0, applied_at = clock_timestamp(),"
                    // Transactions that wait for each other can commit in another order than they count.
                    + " highest_tx = greatest(case when highest_epoch = ? then highest_tx end, ?), highest_epoch = ?"
                    + " from (select unnest(?::int4[]) as number, unnest(?::int8[]) as next) as n"
                    + " where topic_id = ? and partition = n.number";

    private static final String TAKE_START_BACK =
            "update outbox_partition set starts = starts - 1 where topic_id = ? and partition = any(?) and starts > 0";

    private static final String BE_CAUTIOUS =
            "update outbox_partition set starts = 0, cautious_until = ? where topic_id = ? and partition = ?";

    public void insertRecords(OneTrip trip, List<RecordRow> rows) throws SQLException {
        NEW_RECORDS.write(trip, rows);
    }

    /** Records that this transaction has locked. */
    public void updateRecords(OneTrip trip, List<RecordRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        RecordRow any = rows.get(0);
        trip.write(UPDATE_RECORDS, rows.size(), (statement, first) -> {
            statement.setInt(first, any.position().epoch());
            statement.setLong(first + 1, any.position().tx());
            statement.setObject(first + 2, any.writer().at().atOffset(ZoneOffset.UTC));
            return Columns.of(trip.connection(), statement, rows)
                    .from(first + 3)
                    .text(RecordRow::ctid)
                    .number(row -> row.stored().version())
                    .bool(row -> row.stored().state().deleted())
                    .integer(row -> row.position().ordinal())
                    .number(row -> row.stored().stamp().millis())
                    .text(row -> row.stored().stamp().clientId())
                    .uuid(row -> row.stored().stamp().changeId())
                    .utf8(row -> Rows.fieldStamps(row.stored()))
                    .utf8(row -> Rows.utf8(row.stored().state().data()))
                    .text(row -> row.writer().subject())
                    .text(row -> row.writer().clientId())
                    .uuid(row -> row.writer().changeId())
                    .next();
        });
    }

    public void insertRevisions(OneTrip trip, List<RevisionRow> rows) throws SQLException {
        REVISIONS.write(trip, rows);
    }

    /** Plainly: the same id through another partition is a unique violation, which repeats the batch. */
    public void insertLedger(OneTrip trip, List<LedgerEntry> rows) throws SQLException {
        LedgerColumns.ROWS.write(trip, rows);
    }

    public void updateLedger(Connection connection, List<LedgerEntry> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = PlannedAnew.prepare(connection, UPDATE_LEDGER)) {
            LedgerColumns.ROWS.set(Columns.of(connection, statement, rows));
            OneTrip.expect(rows.size(), statement.executeUpdate());
        }
    }

    /** Gives answered resends a new position among their clients' acks. */
    public void touchLedger(Connection connection, List<LedgerEntry> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = PlannedAnew.prepare(connection, TOUCH_LEDGER)) {
            Columns.of(connection, statement, rows)
                    .text(row -> row.key().tenant())
                    .uuid(LedgerEntry::changeId)
                    .integer(LedgerEntry::claim)
                    .integer(row -> row.position().epoch())
                    .number(row -> row.position().tx())
                    .integer(row -> row.position().ordinal());
            OneTrip.expect(rows.size(), statement.executeUpdate());
        }
    }

    public void insertConflicts(OneTrip trip, List<ConflictRow> rows) throws SQLException {
        CONFLICTS.write(trip, rows);
    }

    /** @param writer a position of this transaction, noted as the highest that was written (see {@link Epochs}) */
    public void advancePartitions(OneTrip trip, String topicId, Map<Integer, Long> nextOffsets, Position writer) {
        if (nextOffsets.isEmpty()) {
            return;
        }
        List<Map.Entry<Integer, Long>> rows = List.copyOf(nextOffsets.entrySet());
        trip.write(ADVANCE_PARTITIONS, rows.size(), (statement, first) -> {
            statement.setInt(first, writer.epoch());
            statement.setLong(first + 1, writer.tx());
            statement.setInt(first + 2, writer.epoch());
            int next = Columns.of(trip.connection(), statement, rows)
                    .from(first + 3)
                    .integer(Map.Entry::getKey)
                    .number(Map.Entry::getValue)
                    .next();
            statement.setString(next, topicId);
            return next + 1;
        });
    }

    public void takeStartBack(Connection connection, String topicId, Collection<Integer> partitions)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE_START_BACK)) {
            BatchReads.setPartitions(statement, 1, topicId, partitions);
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
}
