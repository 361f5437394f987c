package dev.syncline.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Sets the columns of many rows as array parameters, one after the other, for one statement over {@code unnest}. */
final class Columns<T> {

    private final Connection connection;
    private final PreparedStatement statement;
    private final List<T> rows;
    private int parameter;

    private Columns(Connection connection, PreparedStatement statement, List<T> rows) {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
    }

    static <T> Columns<T> of(Connection connection, PreparedStatement statement, List<T> rows) {
        return new Columns<>(connection, statement, rows);
    }

    Columns<T> text(Function<T, String> column) throws SQLException {
        return array("text", column);
    }

    Columns<T> number(Function<T, Long> column) throws SQLException {
        return array("int8", column);
    }

    Columns<T> integer(Function<T, Integer> column) throws SQLException {
        return array("int4", column);
    }

    Columns<T> bool(Function<T, Boolean> column) throws SQLException {
        return array("bool", column);
    }

    Columns<T> uuid(Function<T, UUID> column) throws SQLException {
        return array("uuid", column);
    }

    Columns<T> bytes(Function<T, byte[]> column) throws SQLException {
        byte[][] values = rows.stream().map(column).toArray(byte[][]::new);
        statement.setArray(++parameter, connection.createArrayOf("bytea", values));
        return this;
    }

    Columns<T> instant(Function<T, Instant> column) throws SQLException {
        return array("timestamptz", row -> {
            Instant instant = column.apply(row);
            return instant == null ? null : Timestamp.from(instant);
        });
    }

    private Columns<T> array(String type, Function<T, ?> column) throws SQLException {
        Object[] values = new Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        statement.setArray(++parameter, connection.createArrayOf(type, values));
        return this;
    }
}
