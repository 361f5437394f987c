package dev.syncline.store;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.SQLException;

/** A connection whose statements all read the database as the first of them found it; none of them writes. */
final class OneSnapshot implements AutoCloseable {

    private static final String KIND = "set transaction isolation level repeatable read, read only";

    private final Connection connection;

    private OneSnapshot(Connection connection) {
        this.connection = connection;
    }

    static OneSnapshot of(AgroalDataSource database) throws SQLException {
        OneSnapshot snapshot = new OneSnapshot(database.getConnection());
        try {
            snapshot.connection.setAutoCommit(false);
            return snapshot;
        } catch (SQLException | RuntimeException e) {
            try (snapshot) {
                throw e;
            }
        }
    }

    /** The first trip to it, whose first statement is to take the snapshot. */
    OneTrip begin() {
        OneTrip trip = new OneTrip(connection);
        trip.write(KIND, 0, OneTrip.Parameters.NONE);
        return trip;
    }

    /** Once it has begun. */
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
