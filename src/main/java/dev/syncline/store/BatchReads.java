package dev.syncline.store;

import dev.syncline.change.RecordKey;
import dev.syncline.resolve.Base;
import dev.syncline.resolve.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the engine reads for a batch, many rows by a statement; rows that it will write are locked. */
@ApplicationScoped
public class BatchReads {

    private static final int FETCH = 200;

    // For the rest of the transaction. Its statements find rows by one key each, and for a few rows it takes longer to
    // make a plan than to carry it out. A plan is kept however the tables grow: what is good for an empty one only is
    // left out.
    static final String PLAN_ONCE = "select set_config('plan_cache_mode', 'force_generic_plan', true),"
            + " set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),"
            + " set_config('enable_mergejoin', 'off', true)";

    // In one statement with the locks: a batch of one change pays for each. So a transaction can have its number before
    // its locks, and commit behind one that counts higher; as long as it is open, nobody reads beyond it.
    static final String LOCK_PARTITIONS = "select number, token, pg_current_xact_id()::text::bigint, partition,"
            + " next_offset from " + Epochs.NEWEST
            + " cross join outbox_partition where topic_id = ? and partition = any(?) order by partition"
            + " for update of outbox_partition";

    private static final String INSERT_PARTITIONS =
            "insert into outbox_partition (topic_id, partition, next_offset) select ?, p, 0 from unnest(?::int4[]) p"
                    + " order by p on conflict do nothing";

    private static final String BEGIN =
            "update outbox_partition set starts = starts + case when next_offset < cautious_until then 0 else 1 end"
                    + " where topic_id = ? and partition = any(?) returning partition, starts, next_offset, cautious_until";

    private static final String BEGIN_ALONE = "update outbox_partition set starts = starts + 1"
            + " where topic_id = ? and partition = ? and next_offset = ? returning starts";

    // What was refused is kept for people to look at; an id can have many such claims, of a whole change each.
    static final String LEDGER = "select " + LedgerColumns.selected("content")
            + " from ledger where change_id = any(?) and claim < " + LedgerEntry.CLAIMS_TOLD_APART
            + " order by change_id, claim";

    private static final String NEWEST_CLAIM = "select " + LedgerColumns.selected("content")
            + " from ledger where change_id = ? and tenant = ? order by claim desc limit 1";

    static final String RECORDS = "select " + Rows.RECORD_COLUMNS
            + ", ctid from record where record_id = any(?) order by record_id for update";

    // Lateral, and fenced: or the statement could as well go through all revisions and look each up among those wanted.
    static final String REVISIONS = "select tenant, entity, entity_id, version, deleted, stamp_millis, data"
            + " from unnest(?::uuid[], ?::int8[]) as wanted(id, number) cross join lateral"
            + " (select * from revision where record_id = wanted.id and version = wanted.number offset 0) as found";

    // Fenced as above.
    static final String REWRITTEN = "select " + Rows.RECORD_COLUMNS
            + ", null from unnest(?::uuid[], ?::int8[]) as known(id, number) cross join lateral"
            + " (select * from record where record_id = known.id offset 0) as found where version <> number";

    static final String FLOORS = "select tenant, version from version_floor where tenant = any(?)";

    private static final String BEGAN =
            "select number, token, pg_current_xact_id()::text::bigint from " + Epochs.NEWEST;

    /**
     * Where in the database's history a transaction stands.
     *
     * @param first the position that its first row takes
     */
    public record Began(Epoch epoch, Position first) {

        private static Began of(ResultSet row) throws SQLException {
            Epoch epoch = new Epoch(row.getInt(1), row.getString(2));
            return new Began(epoch, new Position(epoch.number(), row.getLong(3), 0));
        }
    }

    /** The next offset of each partition that a transaction has locked; where it began is not known as long as it has none. */
    public static final class Locked {

        private Began began;
        private final Map<Integer, Long> nextOffsets = new HashMap<>();

        private Locked() {}

        /** None of them. */
        public Locked(Began began) {
            this.began = began;
        }

        public Began began() {
            return began;
        }

        public Map<Integer, Long> nextOffsets() {
            return nextOffsets;
        }
    }

    /**
     * Locks the partitions' rows, those that are there and at least one; from then on, the transaction's statements are
     * planned once. There once the trip has ended.
     */
    public Locked lockPartitions(OneTrip trip, String topicId, Collection<Integer> partitions) {
        Locked locked = new Locked();
        trip.read(PLAN_ONCE, OneTrip.Parameters.NONE, rows -> {});
        trip.read(LOCK_PARTITIONS, (statement, first) -> setPartitions(statement, first, topicId, partitions), rows -> {
            while (rows.next()) {
                locked.began = Began.of(rows);
                locked.nextOffsets.put(rows.getInt(4), rows.getLong(5));
            }
        });
        return locked;
    }

    /** Notes partitions that are seen for the first time; they start at 0. */
    public void insertPartitions(Connection connection, String topicId, Collection<Integer> partitions)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_PARTITIONS)) {
            setPartitions(statement, 1, topicId, partitions);
            statement.executeUpdate();
        }
    }

    static int setPartitions(PreparedStatement statement, int first, String topicId, Collection<Integer> partitions)
            throws SQLException {
        statement.setString(first, topicId);
        statement.setArray(first + 1, statement.getConnection().createArrayOf("int4", partitions.toArray()));
        return first + 2;
    }

    /**
     * What is known of a partition's batches that began.
     *
     * @param starts how often one began at the next offset and was not heard of again, this time included
     * @param cautiousUntil messages below are taken one by one
     */
    public record Starts(int starts, long nextOffset, long cautiousUntil) {}

    /** Counts another start on each of these partitions, but for those whose messages are taken and counted one by one. */
    public Map<Integer, Starts> begin(Connection connection, String topicId, Collection<Integer> partitions)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            setPartitions(statement, 1, topicId, partitions);
            Map<Integer, Starts> starts = new HashMap<>();
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                starts.put(rows.getInt(1), new Starts(rows.getInt(2), rows.getLong(3), rows.getLong(4)));
            }
            return starts;
        }
    }

    /** Counts another start of the message by itself, and tells how many there were; 0 where another one is the next. */
    public int beginAlone(Connection connection, String topicId, int partition, long offset) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN_ALONE)) {
            statement.setString(1, topicId);
            statement.setInt(2, partition);
            statement.setLong(3, offset);
            ResultSet row = statement.executeQuery();
            return row.next() ? row.getInt(1) : 0;
        }
    }

    /** Reads the epoch from the table: another instance may have begun one. */
    public Began began(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGAN)) {
            ResultSet row = statement.executeQuery();
            row.next();
            return Began.of(row);
        }
    }

    /**
     * Every claim on each of these ids, in the order they came; other tenants' with the same ids among them. There once the
     * trip has ended.
     */
    public Map<ChangeKey, List<LedgerEntry>> ledger(OneTrip trip, Collection<ChangeKey> changes) throws SQLException {
        Map<ChangeKey, List<LedgerEntry>> found = new HashMap<>();
        trip.read(LEDGER, changes, BinaryColumn.uuid(ChangeKey::changeId), rows -> {
            while (rows.next()) {
                LedgerEntry entry = LedgerColumns.entry(rows);
                found.computeIfAbsent(new ChangeKey(entry.key().tenant(), entry.changeId()), key -> new ArrayList<>())
                        .add(entry);
            }
        });
        return found;
    }

    /** Of ids that came again and again, adds the newest claim: behind it the next is numbered. */
    public void addNewest(Connection connection, Map<ChangeKey, List<LedgerEntry>> ledger) throws SQLException {
        for (Map.Entry<ChangeKey, List<LedgerEntry>> id : ledger.entrySet()) {
            List<LedgerEntry> claims = id.getValue();
            int last = claims.get(claims.size() - 1).claim();
            // The oldest can have been swept already, so none of them has to be there.
            if (last >= LedgerEntry.CLAIMS_TOLD_APART / 2) {
                newest(connection, id.getKey())
                        .filter(newest -> newest.claim() > last)
                        .ifPresent(claims::add);
            }
        }
    }

    private static Optional<LedgerEntry> newest(Connection connection, ChangeKey change) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEWEST_CLAIM)) {
            statement.setObject(1, change.changeId());
            statement.setString(2, change.tenant());
            ResultSet row = statement.executeQuery();
            return row.next() ? Optional.of(LedgerColumns.entry(row)) : Optional.empty();
        }
    }

    /**
     * There once the trip has ended; for many it ends here, and they are read behind it.
     *
     * @param ids {@link RecordKey#id} of each
     * @throws BatchTooLargeException where they hold more content than the batch may load
     */
    public Map<RecordKey, RecordRow> lockRecords(OneTrip trip, Collection<UUID> ids, long maxBytes)
            throws SQLException {
        Map<RecordKey, RecordRow> found = new HashMap<>();
        BinaryColumn<UUID> id = BinaryColumn.uuid(each -> each);
        OneTrip.Reading reading = rows -> {
            long bytes = 0;
            while (rows.next()) {
                bytes += Rows.recordBytes(rows);
                if (bytes > maxBytes) {
                    throw new BatchTooLargeException("its records hold more than " + maxBytes + " bytes");
                }
                RecordRow row = Rows.record(rows);
                found.put(row.key(), row);
            }
        };
        if (ids.size() > FETCH) {
            trip.end();
            try (PreparedStatement statement = trip.connection().prepareStatement(RECORDS)) {
                Columns.of(trip.connection(), statement, List.copyOf(ids)).column(id);
                // In parts, so that what is too much is known before all of it is here.
                statement.setFetchSize(FETCH);
                reading.take(statement.executeQuery());
            }
        } else {
            trip.read(RECORDS, ids, id, reading);
        }
        return found;
    }

    /** Of these records, those that have another version by now; not locked. */
    public List<RecordRow> rewritten(Connection connection, Collection<RecordRow> known) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REWRITTEN)) {
            Columns.of(connection, statement, List.copyOf(known))
                    .uuid(RecordRow::id)
                    .number(row -> row.stored().version());
            List<RecordRow> rewritten = new ArrayList<>();
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                rewritten.add(Rows.record(rows));
            }
            return rewritten;
        }
    }

    /** @throws BatchTooLargeException where they hold more content than the batch may load */
    public Map<RevisionKey, Base.Revision> revisions(
            Connection connection, Collection<RevisionKey> revisions, long maxBytes) throws SQLException {
        Map<RevisionKey, Base.Revision> found = new HashMap<>();
        if (revisions.isEmpty()) {
            return found;
        }
        try (PreparedStatement statement = connection.prepareStatement(REVISIONS)) {
            Columns.of(connection, statement, List.copyOf(revisions))
                    .uuid(key -> key.record().id())
                    .number(RevisionKey::version);
            statement.setFetchSize(FETCH);
            long bytes = 0;
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                String data = rows.getString(7);
                bytes += data.length();
                if (bytes > maxBytes) {
                    throw new BatchTooLargeException("what it was made on holds more than " + maxBytes + " bytes");
                }
                RecordKey record = new RecordKey(rows.getString(1), rows.getString(2), rows.getString(3));
                State state = new State(Rows.object(data), rows.getBoolean(5));
                found.put(new RevisionKey(record, rows.getLong(4)), new Base.Revision(state, rows.getLong(6)));
            }
        }
        return found;
    }

    /** The highest version ever swept, by tenant; tenants in which nothing was are absent. There once the trip has ended. */
    public Map<String, Long> versionFloors(OneTrip trip, Collection<String> tenants) throws SQLException {
        Map<String, Long> floors = new HashMap<>();
        trip.read(FLOORS, tenants, BinaryColumn.text(tenant -> tenant), rows -> {
            while (rows.next()) {
                floors.put(rows.getString(1), rows.getLong(2));
            }
        });
        return floors;
    }
}
