package dev.syncline.store;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Json;
import dev.syncline.change.Origin;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.change.Stamp;
import dev.syncline.json.JsonReader;
import dev.syncline.json.JsonWriter;
import dev.syncline.resolve.FieldStamps;
import dev.syncline.resolve.State;
import dev.syncline.resolve.Stored;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Reads rows of the tables into values, and values into the text of their columns. */
final class Rows {

    static final String RECORD_COLUMNS = "record_id, tenant, entity, entity_id, version, deleted, epoch, tx, ordinal,"
            + " stamp_millis, stamp_client, stamp_change, field_stamps, data, subject, client_id, change_id, written_at";

    static final String LEDGER_COLUMNS = "tenant, change_id, claim, subject, client_id, entity, entity_id, fingerprint,"
            + " outcome, version, stamp_millis, epoch, tx, ordinal, cursor_epoch, cursor_tx, cursor_ordinal,"
            + " received_at, resolved_at, conflict_id, code, detail, result, client_data, client_deleted, content, skew_ms";

    private Rows() {}

    /** From {@link #RECORD_COLUMNS} and the row's {@code ctid}. */
    static RecordRow record(ResultSet row) throws SQLException {
        Stamp stamp = new Stamp(row.getLong(10), row.getString(11), row.getObject(12, UUID.class));
        byte[] fieldStamps = row.getBytes(13);
        byte[] data = row.getBytes(14);
        Stored stored = new Stored(
                row.getLong(5),
                new State(object(data), row.getBoolean(6)),
                stamp,
                fieldStamps == null ? FieldStamps.of(stamp) : FieldStamps.fromJson(object(fieldStamps)));
        return new RecordRow(
                row.getObject(1, UUID.class),
                new RecordKey(row.getString(2), row.getString(3), row.getString(4)),
                stored,
                new Position(row.getInt(7), row.getLong(8), row.getInt(9)),
                new Writer(row.getString(15), row.getString(16), row.getObject(17, UUID.class), instant(row, 18)),
                row.getString(19),
                data);
    }

    /** What is made into trees of {@link #RECORD_COLUMNS}: the content, and the stamps of its fields. */
    static long recordBytes(ResultSet row) throws SQLException {
        byte[] fieldStamps = row.getBytes(13);
        return row.getBytes(14).length + (fieldStamps == null ? 0L : fieldStamps.length);
    }

    static LedgerEntry ledgerEntry(ResultSet row) throws SQLException {
        String tenant = row.getString(1);
        int cursorEpoch = row.getInt(15);
        Position cursor = row.wasNull() ? null : new Position(cursorEpoch, row.getLong(16), row.getInt(17));
        String code = row.getString(21);
        String clientData = row.getString(24);
        Long skew = row.getObject(27, Long.class);
        return new LedgerEntry(
                new Origin(tenant, row.getString(4), row.getString(5)),
                new RecordKey(tenant, row.getString(6), row.getString(7)),
                row.getObject(2, UUID.class),
                row.getInt(3),
                row.getObject(8, UUID.class),
                Outcome.valueOf(row.getString(9)),
                row.getLong(10),
                row.getLong(11),
                new Position(row.getInt(12), row.getLong(13), row.getInt(14)),
                cursor,
                instant(row, 18),
                instant(row, 19),
                row.getObject(20, UUID.class),
                code == null ? null : ErrorCode.ofCode(code),
                row.getString(22),
                object(row.getString(23)),
                clientData == null ? null : new State(object(clientData), row.getBoolean(25)),
                row.getString(26),
                skew == null ? null : Duration.ofMillis(skew));
    }

    static Map<String, Object> object(String text) {
        return text == null ? null : Json.object(JsonReader.stored().read(text));
    }

    private static Map<String, Object> object(byte[] text) {
        return Json.object(JsonReader.stored().read(text));
    }

    static byte[] utf8(Map<String, Object> object) {
        return object == null ? null : JsonWriter.writeBytes(object);
    }

    /** Null where every field has the record's own stamp, as after most writes of whole records. */
    static byte[] fieldStamps(Stored stored) {
        FieldStamps stamps = stored.fieldStamps();
        return stamps.equals(FieldStamps.of(stored.stamp())) ? null : utf8(stamps.toJson());
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
