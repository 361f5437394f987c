package dev.syncline.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Inserts many rows by {@code COPY} in its binary format: the server reads no text, evaluates no expressions, and writes a
 * page of rows at a time. It checks what an {@code INSERT} checks, unique keys too.
 */
final class CopiedRows<T> {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int PART = 64 * 1024;

    private final String table;
    private final List<String> names = new ArrayList<>();
    private final List<BiConsumer<BinaryValues, T>> columns = new ArrayList<>();

    private CopiedRows(String table) {
        this.table = table;
    }

    static <T> CopiedRows<T> into(String table) {
        return new CopiedRows<>(table);
    }

    CopiedRows<T> text(String name, Function<T, String> column) {
        return column(name, (values, row) -> values.text(column.apply(row)));
    }

    CopiedRows<T> number(String name, Function<T, Long> column) {
        return column(name, (values, row) -> values.number(column.apply(row)));
    }

    CopiedRows<T> integer(String name, Function<T, Integer> column) {
        return column(name, (values, row) -> values.integer(column.apply(row)));
    }

    CopiedRows<T> bool(String name, Function<T, Boolean> column) {
        return column(name, (values, row) -> values.bool(column.apply(row)));
    }

    CopiedRows<T> uuid(String name, Function<T, UUID> column) {
        return column(name, (values, row) -> values.uuid(column.apply(row)));
    }

    CopiedRows<T> instant(String name, Function<T, Instant> column) {
        return column(name, (values, row) -> values.instant(column.apply(row)));
    }

    private CopiedRows<T> column(String name, BiConsumer<BinaryValues, T> column) {
        names.add(name);
        columns.add(column);
        return this;
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
                columns.forEach(column -> column.accept(values, row));
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
