package dev.syncline.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/** The row at which a statement's result stands, whose columns are read in their order; each is null where it is. */
final class FoundRow {

    private final ResultSet row;
    private int column;

    FoundRow(ResultSet row) {
        this.row = row;
    }

    String text() throws SQLException {
        return row.getString(++column);
    }

    Long number() throws SQLException {
        long number = row.getLong(++column);
        return row.wasNull() ? null : number;
    }

    Integer integer() throws SQLException {
        int number = row.getInt(++column);
        return row.wasNull() ? null : number;
    }

    Boolean bool() throws SQLException {
        boolean value = row.getBoolean(++column);
        return row.wasNull() ? null : value;
    }

    UUID uuid() throws SQLException {
        return row.getObject(++column, UUID.class);
    }

    byte[] bytes() throws SQLException {
        return row.getBytes(++column);
    }

    Instant instant() throws SQLException {
        return Rows.instant(row, ++column);
    }
}
