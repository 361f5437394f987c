package dev.syncline.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Statements that go to the database together: it carries them out in their order, for one way there and back, which takes
 * longer than what each does to few rows.
 */
public final class OneTrip {

    /** Sets a statement's parameters from the first that is its own, and tells the first that is not. */
    @FunctionalInterface
    interface Parameters {

        Parameters NONE = (statement, first) -> first;

        int set(PreparedStatement statement, int first) throws SQLException;
    }

    /** Takes what a statement found. */
    @FunctionalInterface
    interface Reading {
        void take(ResultSet rows) throws SQLException;
    }

    @FunctionalInterface
    private interface Outcome {
        void take(PreparedStatement statement) throws SQLException;
    }

    private record Part(String sql, Parameters parameters, Outcome outcome) {}

    /**
     * So many values go together. The driver sends all of a trip before it reads any of it: a server that cannot get rid of
     * a first answer does not take what is sent then, which has to fit between the two.
     */
    private static final int FEW = 500;

    private final Connection connection;
    private final List<Part> parts = new ArrayList<>();

    public OneTrip(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /**
     * A statement whose one parameter is a list; nothing where that is empty. Where it is long, by a trip of its own, behind
     * those that came before.
     */
    <T> void read(String sql, Collection<T> wanted, BinaryColumn<T> column, Reading reading) throws SQLException {
        if (wanted.isEmpty()) {
            return;
        }
        boolean alone = wanted.size() > FEW;
        if (alone) {
            end();
        }
        read(
                sql,
                (statement, first) -> Columns.of(connection, statement, List.copyOf(wanted))
                        .from(first)
                        .column(column)
                        .next(),
                reading);
        if (alone) {
            end();
        }
    }

    /** A statement that finds little. */
    void read(String sql, Parameters parameters, Reading reading) {
        parts.add(new Part(sql, parameters, statement -> reading.take(statement.getResultSet())));
    }

    /** @param rows that it is to write */
    void write(String sql, long rows, Parameters parameters) {
        parts.add(new Part(sql, parameters, statement -> expect(rows, statement.getLargeUpdateCount())));
    }

    /**
     * Sends what there is, and waits for all of it; then what was to be read is.
     *
     * @throws IllegalStateException where one did not write as many rows as it was to
     */
    public void end() throws SQLException {
        if (parts.isEmpty()) {
            return;
        }
        List<Part> those = List.copyOf(parts);
        parts.clear();
        String all = those.stream().map(Part::sql).collect(Collectors.joining(";"));
        try (PreparedStatement statement = connection.prepareStatement(all)) {
            int first = 1;
            for (Part part : those) {
                first = part.parameters().set(statement, first);
            }
            statement.execute();
            for (Part part : those) {
                part.outcome().take(statement);
                statement.getMoreResults();
            }
        }
    }

    static void expect(long rows, long written) {
        if (rows != written) {
            throw new IllegalStateException(written + " rows written instead of " + rows);
        }
    }
}
