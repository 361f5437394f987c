package dev.syncline.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database that can be stopped, killed and frozen, and goes on on its address and data. */
public interface Database extends AutoCloseable {

    /** Also the name of the database, which this ordinary role owns. */
    String USER = "syncline";

    String PASSWORD = "syncline";

    String jdbcUrl();

    /** A connection as superuser. */
    Connection admin() throws SQLException;

    void start();

    /** Ends the server in order. */
    void stop();

    /** Ends the server without a chance to write anything. */
    void kill();

    /** Its processes stand still: nothing answers, nothing fails. */
    void freeze();

    void thaw();

    @Override
    void close();

    /** Makes the role and its database, where they are not there yet. */
    static void prepare(Connection admin) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            if (!exists(statement, "select 1 from pg_roles where rolname = '" + USER + "'")) {
                statement.execute("create role " + USER + " login password '" + PASSWORD + "'");
            }
            if (!exists(statement, "select 1 from pg_database where datname = '" + USER + "'")) {
                statement.execute("create database " + USER + " owner " + USER);
            }
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }
}
