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

    static final String RECORD_COLUMNS = "tenant, entity, entity_id, version, deleted, epoch, tx, ordinal,"
            + " stamp_millis, stamp_client, stamp_change, field_stamps, data, subject, client_id, change_id, written_at";

    static final String LEDGER_COLUMNS = "tenant, change_id, claim, subject, client_id, entity, entity_id, fingerprint,"
            + " outcome, version, stamp_millis, epoch, tx, ordinal, cursor_epoch, cursor_tx, cursor_ordinal,"
            + " received_at, resolved_at, conflict_id, code, detail, result, client_data, client_deleted, content, skew_ms";

    private Rows() {}

    /** From {@link #RECORD_COLUMNS} and the row's {@code ctid}. */
    static RecordRow record(ResultSet row) throws SQLException {
        Stamp stamp = new Stamp(row.getLong(9), row.getString(10), row.getObject(11, UUID.class));
        String fieldStamps = row.getString(12);
        Stored stored = new Stored(
                row.getLong(4),
                new State(object(row.getString(13)), row.getBoolean(5)),
                stamp,
                fieldStamps == null ? FieldStamps.of(stamp) : FieldStamps.fromJson(object(fieldStamps)));
        return new RecordRow(
                new RecordKey(row.getString(1), row.getString(2), row.getString(3)),
                stored,
                new Position(row.getInt(6), row.getLong(7), row.getInt(8)),
                new Writer(row.getString(14), row.getString(15), row.getObject(16, UUID.class), instant(row, 17)),
                row.getString(18));
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

    static String text(Map<String, Object> object) {
        return object == null ? null : JsonWriter.write(object);
    }

    /** Null where every field has the record's own stamp, as after most writes of whole records. */
    static String fieldStamps(Stored stored) {
        FieldStamps stamps = stored.fieldStamps();
        return stamps.equals(FieldStamps.of(stored.stamp())) ? null : text(stamps.toJson());
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
