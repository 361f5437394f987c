package dev.syncline.store;

import dev.syncline.change.Json;
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
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Reads rows of the tables into values, and values into the text of their columns. */
final class Rows {

    static final String RECORD_COLUMNS = "record_id, tenant, entity, entity_id, version, deleted, epoch, tx, ordinal,"
            + " stamp_millis, stamp_client, stamp_change, field_stamps, data, subject, client_id, change_id, written_at";

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

    static Map<String, Object> object(String text) {
        return text == null ? null : Json.object(JsonReader.stored().read(text));
    }

    private static Map<String, Object> object(byte[] text) {
        return Json.object(JsonReader.stored().read(text));
    }

    static byte[] utf8(Map<String, Object> object) {
        return object == null ? null : JsonWriter.writeBytes(object);
    }

    static byte[] data(State state) {
        return state == null ? null : utf8(state.data());
    }

    static Boolean deleted(State state) {
        return state == null ? null : state.deleted();
    }

    /** Null where every field has the record's own stamp, as after most writes of whole records. */
    static byte[] fieldStamps(Stored stored) {
        FieldStamps stamps = stored.fieldStamps();
        return stamps.equals(FieldStamps.of(stored.stamp())) ? null : utf8(stamps.toJson());
    }

    /** From the columns that tell where it is, and what it is. */
    static Message message(FoundRow columns) throws SQLException {
        return new Message(
                columns.text(), columns.integer(), columns.number(), columns.bytes(), columns.bytes(), columns.text());
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
