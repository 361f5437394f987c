package dev.syncline.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Sets a statement's parameters that were listed in their order. */
final class StatementParameters {

    private StatementParameters() {}

    static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int index = 0; index < parameters.length; index++) {
            statement.setObject(index + 1, parameters[index]);
        }
    }
}
