package dev.syncline.store;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A connection whose statements all read the database as the first of them found it; none of them writes. */
final class OneSnapshot implements AutoCloseable {

    private final Connection connection;

    private OneSnapshot(Connection connection) {
        this.connection = connection;
    }

    static OneSnapshot of(AgroalDataSource database) throws SQLException {
        OneSnapshot snapshot = new OneSnapshot(database.getConnection());
        try (Statement statement = snapshot.connection.createStatement()) {
            snapshot.connection.setAutoCommit(false);
            statement.execute("set transaction isolation level repeatable read, read only");
            return snapshot;
        } catch (SQLException | RuntimeException e) {
            try (snapshot) {
                throw e;
            }
        }
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        try (Connection ended = connection) {
            // Also ends the transaction.
            ended.setAutoCommit(true);
        }
    }
}
