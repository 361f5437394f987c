package dev.syncline.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.postgresql.PGStatement;

/**
 * Statements of the engine whose plan is not kept: where PostgreSQL believes a table to be empty, it may go through all of
 * it and look each row up among those that are wanted, and would go on so when the table has grown. Theirs is made each
 * time, for as many pages as the table has then. They are rare.
 */
final class PlannedAnew {

    private PlannedAnew() {}

    static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        return statement;
    }
}
