package dev.syncline.store;

import dev.syncline.backends.TestBackends;
import dev.syncline.embedded.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;

/** A database with empty tables and no service, and a connection that plans as the service's own do. */
final class NewInstallation implements AutoCloseable {

    private final Database database;
    private final Connection connection;

    private NewInstallation(Database database, Connection connection) {
        this.database = database;
        this.connection = connection;
    }

    static NewInstallation in(Path folder) throws SQLException {
        Database database = TestBackends.newDatabase(folder.resolve("postgres"));
        database.start();
        Flyway.configure()
                .dataSource(database.jdbcUrl(), Database.USER, Database.PASSWORD)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return new NewInstallation(
                database,
                DriverManager.getConnection(
                        database.jdbcUrl() + "?options=-c%20plan_cache_mode=force_custom_plan%20-c%20jit=off"
                                + "%20-c%20random_page_cost=1.1",
                        Database.USER,
                        Database.PASSWORD));
    }

    Connection connection() {
        return connection;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Nobody but the test finds out what is in the table. */
    void leaveAlone(String table) throws SQLException {
        execute("alter table " + table + " set (autovacuum_enabled = off)");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        database.close();
    }
}
