package dev.syncline.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads many rows by {@code COPY} in its binary format: each is one array, and is taken apart while the server makes the
 * next ones. A result set would be there only once all of its rows are, each an array a column.
 */
final class StreamedRows {

    /** A signature, flags, and the length of an extension that there is none of. */
    private static final int HEADER = 11 + 2 * Integer.BYTES;

    private StreamedRows() {}

    /** @param parameters texts and whole numbers, in the order of the statement's question marks */
    static <T> List<T> read(Connection connection, String sql, Object[] parameters, Function<BinaryRow, T> reader)
            throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        CopyOut copy = postgres.getCopyAPI()
                .copyOut("copy (" + inlined(postgres, sql, parameters) + ") to stdout (format binary)");
        try {
            List<T> rows = new ArrayList<>();
            int begin = HEADER;
            for (byte[] part = copy.readFromCopy(); part != null; part = copy.readFromCopy()) {
                BinaryRow row = BinaryRow.of(part, begin);
                if (row != null) {
                    rows.add(reader.apply(row));
                }
                begin = 0;
            }
            return rows;
        } finally {
            // Or the connection could be used for nothing else.
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** {@code COPY} takes no parameters. */
    private static String inlined(PGConnection connection, String sql, Object[] parameters) throws SQLException {
        StringBuilder inlined = new StringBuilder(2 * sql.length());
        int from = 0;
        for (Object parameter : parameters) {
            int place = sql.indexOf('?', from);
            inlined.append(sql, from, place).append(literal(connection, parameter));
            from = place + 1;
        }
        return inlined.append(sql, from, sql.length()).toString();
    }

    private static String literal(PGConnection connection, Object parameter) throws SQLException {
        return parameter instanceof Number number
                ? Long.toString(number.longValue())
                : "'" + connection.escapeLiteral((String) parameter) + "'";
    }
}
