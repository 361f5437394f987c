package dev.syncline.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Inserts many rows by {@code COPY} in its binary format: the server reads no text, evaluates no expressions, and writes a
 * page of rows at a time. It checks what an {@code INSERT} checks, unique keys too. Few rows are inserted by a statement that
 * goes with others: a {@code COPY} is two trips of its own.
 */
final class InsertedRows<T> {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int PART = 64 * 1024;

    /** So many take as long either way. */
    private static final int FEW = 100;

    /** And so much is held of them until they are sent; a {@code COPY} holds a part. */
    private static final int FEW_BYTES = 256 * 1024;

    private final String table;
    private final List<String> names = new ArrayList<>();
    private final List<BinaryColumn<T>> columns = new ArrayList<>();
    private String insert;

    private InsertedRows(String table) {
        this.table = table;
    }

    static <T> InsertedRows<T> into(String table) {
        return new InsertedRows<>(table);
    }

    InsertedRows<T> text(String name, Function<T, String> column) {
        return column(name, BinaryColumn.text(column));
    }

    InsertedRows<T> utf8(String name, Function<T, byte[]> column) {
        return column(name, BinaryColumn.utf8(column));
    }

    InsertedRows<T> number(String name, Function<T, Long> column) {
        return column(name, BinaryColumn.number(column));
    }

    InsertedRows<T> integer(String name, Function<T, Integer> column) {
        return column(name, BinaryColumn.integer(column));
    }

    InsertedRows<T> bool(String name, Function<T, Boolean> column) {
        return column(name, BinaryColumn.bool(column));
    }

    InsertedRows<T> uuid(String name, Function<T, UUID> column) {
        return column(name, BinaryColumn.uuid(column));
    }

    InsertedRows<T> bytes(String name, Function<T, byte[]> column) {
        return column(name, BinaryColumn.bytes(column));
    }

    InsertedRows<T> instant(String name, Function<T, Instant> column) {
        return column(name, BinaryColumn.instant(column));
    }

    private InsertedRows<T> column(String name, BinaryColumn<T> column) {
        names.add(name);
        columns.add(column);
        insert = "insert into " + table + " (" + String.join(", ", names) + ") select " + unnested();
        return this;
    }

    /** The columns in their order, for a select list; null stands for those that are left out. */
    String selected(Set<String> leftOut) {
        requireColumns(leftOut);
        return IntStream.range(0, columns.size())
                .mapToObj(index -> leftOut.contains(names.get(index))
                        ? "null::" + columns.get(index).type() + " as " + names.get(index)
                        : names.get(index))
                .collect(Collectors.joining(", "));
    }

    /** For an update that takes the columns, but for those that are kept, from the table {@link #unnested} of a name. */
    String assignedFrom(String from, Set<String> kept) {
        requireColumns(kept);
        return names.stream()
                .filter(name -> !kept.contains(name))
                .map(name -> name + " = " + from + "." + name)
                .collect(Collectors.joining(", "));
    }

    private void requireColumns(Set<String> some) {
        if (!names.containsAll(some)) {
            throw new IllegalArgumentException(table + " has no such columns: " + some);
        }
    }

    /**
     * For a statement that takes the same columns as arrays, by {@link #set}: they are a table of this name there. They are
     * unnested in a select list, as a table function would lay each out in memory once more.
     */
    String unnested(String name) {
        return "(select " + unnested() + ") as " + name;
    }

    private String unnested() {
        return IntStream.range(0, columns.size())
                .mapToObj(index -> "unnest(?::" + columns.get(index).type() + "[]) as " + names.get(index))
                .collect(Collectors.joining(", "));
    }

    void set(Columns<T> parameters) throws SQLException {
        for (BinaryColumn<T> column : columns) {
            parameters.column(column);
        }
    }

    /** With the rest of the trip where they are few; else now, behind what the trip holds so far. */
    void write(OneTrip trip, List<T> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        List<byte[]> arrays = rows.size() > FEW ? List.of() : arrays(rows);
        if (arrays.isEmpty()) {
            trip.end();
            OneTrip.expect(rows.size(), copy(trip.connection(), rows));
        } else {
            trip.write(insert, rows.size(), (statement, first) -> {
                Columns<T> parameters =
                        Columns.of(trip.connection(), statement, rows).from(first);
                for (int index = 0; index < arrays.size(); index++) {
                    parameters.column(columns.get(index), arrays.get(index));
                }
                return parameters.next();
            });
        }
    }

    /** The columns' values; none where they are large. */
    private List<byte[]> arrays(List<T> rows) {
        List<byte[]> arrays = new ArrayList<>(columns.size());
        int bytes = 0;
        for (BinaryColumn<T> column : columns) {
            byte[] array = column.array(rows, FEW_BYTES - bytes);
            if (array == null) {
                return List.of();
            }
            bytes += array.length;
            arrays.add(array);
        }
        return arrays;
    }

    /** Returns how many rows the table took. */
    private long copy(Connection connection, List<T> rows) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (" + String.join(", ", names) + ") from stdin (format binary)");
        try {
            BinaryValues values = new BinaryValues(PART);
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
