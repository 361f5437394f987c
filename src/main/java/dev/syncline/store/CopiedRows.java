package dev.syncline.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Inserts many rows by {@code COPY} in its binary format: the server reads no text, evaluates no expressions, and writes a
 * page of rows at a time. It checks what an {@code INSERT} checks, unique keys too. Few rows go the same way: a
 * statement with as many parameters takes longer to plan than the second way to the server and back.
 */
final class CopiedRows<T> {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int PART = 64 * 1024;

    private final String table;
    private final List<String> names = new ArrayList<>();
    private final List<BinaryColumn<T>> columns = new ArrayList<>();

    private CopiedRows(String table) {
        this.table = table;
    }

    static <T> CopiedRows<T> into(String table) {
        return new CopiedRows<>(table);
    }

    CopiedRows<T> text(String name, Function<T, String> column) {
        return column(name, BinaryColumn.text(column));
    }

    CopiedRows<T> utf8(String name, Function<T, byte[]> column) {
        return column(name, BinaryColumn.utf8(column));
    }

    CopiedRows<T> number(String name, Function<T, Long> column) {
        return column(name, BinaryColumn.number(column));
    }

    CopiedRows<T> integer(String name, Function<T, Integer> column) {
        return column(name, BinaryColumn.integer(column));
    }

    CopiedRows<T> bool(String name, Function<T, Boolean> column) {
        return column(name, BinaryColumn.bool(column));
    }

    CopiedRows<T> uuid(String name, Function<T, UUID> column) {
        return column(name, BinaryColumn.uuid(column));
    }

    CopiedRows<T> instant(String name, Function<T, Instant> column) {
        return column(name, BinaryColumn.instant(column));
    }

    private CopiedRows<T> column(String name, BinaryColumn<T> column) {
        names.add(name);
        columns.add(column);
        return this;
    }

    /**
     * For a statement that takes the same columns as arrays, by {@link #set}: they are a table of this name there. They are
     * unnested in a select list, as a table function would lay each out in memory once more.
     */
    String unnested(String name) {
        return IntStream.range(0, columns.size())
                .mapToObj(index -> "unnest(?::" + columns.get(index).type() + "[]) as " + names.get(index))
                .collect(Collectors.joining(", ", "(select ", ") as " + name));
    }

    void set(Columns<T> parameters) throws SQLException {
        for (BinaryColumn<T> column : columns) {
            parameters.column(column);
        }
    }

    /** Returns how many rows the table took. */
    long write(Connection connection, List<T> rows) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (" + String.join(", ", names) + ") from stdin (format binary)");
        try {
            BinaryValues values = new BinaryValues();
            values.bare(SIGNATURE);
            // No flags, no extension.
            values.bare(0);
            values.bare(0);
            for (T row : rows) {
                values.shortNumber(columns.size());
                columns.forEach(column -> column.value().accept(values, row));
                if (values.size() >= PART) {
                    send(copy, values);
                }
            }
            values.shortNumber(-1);
            send(copy, values);
            return copy.endCopy();
        } finally {
            // Or the connection could be used for nothing else.
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void send(CopyIn copy, BinaryValues values) throws SQLException {
        byte[] part = values.drained();
        copy.writeToCopy(part, 0, part.length);
    }
}
