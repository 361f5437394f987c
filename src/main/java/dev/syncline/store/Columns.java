package dev.syncline.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgArray;

/**
 * Sets the columns of many rows as array parameters, one after the other, for one statement over {@code unnest}. The
 * arrays are binary: the driver's own way through text costs more than the statement itself.
 */
final class Columns<T> {

    private final BaseConnection connection;
    private final PreparedStatement statement;
    private final List<T> rows;
    private int parameter;

    private Columns(BaseConnection connection, PreparedStatement statement, List<T> rows) {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
    }

    static <T> Columns<T> of(Connection connection, PreparedStatement statement, List<T> rows) throws SQLException {
        return new Columns<>(connection.unwrap(BaseConnection.class), statement, rows);
    }

    /** The first column's parameter, where it is not the statement's first. */
    Columns<T> from(int first) {
        parameter = first - 1;
        return this;
    }

    /** The first parameter behind those that were set. */
    int next() {
        return parameter + 1;
    }

    Columns<T> text(Function<T, String> column) throws SQLException {
        return column(BinaryColumn.text(column));
    }

    Columns<T> utf8(Function<T, byte[]> column) throws SQLException {
        return column(BinaryColumn.utf8(column));
    }

    Columns<T> number(Function<T, Long> column) throws SQLException {
        return column(BinaryColumn.number(column));
    }

    Columns<T> integer(Function<T, Integer> column) throws SQLException {
        return column(BinaryColumn.integer(column));
    }

    Columns<T> bool(Function<T, Boolean> column) throws SQLException {
        return column(BinaryColumn.bool(column));
    }

    Columns<T> uuid(Function<T, UUID> column) throws SQLException {
        return column(BinaryColumn.uuid(column));
    }

    Columns<T> bytes(Function<T, byte[]> column) throws SQLException {
        return column(BinaryColumn.bytes(column));
    }

    Columns<T> instant(Function<T, Instant> column) throws SQLException {
        return column(BinaryColumn.instant(column));
    }

    Columns<T> column(BinaryColumn<T> column) throws SQLException {
        return column(column, column.array(rows, Integer.MAX_VALUE));
    }

    /** @param array of the column's values, as {@link BinaryColumn#array} makes it */
    Columns<T> column(BinaryColumn<T> column, byte[] array) throws SQLException {
        statement.setArray(++parameter, new PgArray(connection, column.arrayOid(), array));
        return this;
    }
}
