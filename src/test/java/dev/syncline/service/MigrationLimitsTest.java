package dev.syncline.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** What the service migrates by has no limit of time; what it works by has. */
@QuarkusTest
class MigrationLimitsTest {

    @Inject
    Flyway flyway;

    @Inject
    AgroalDataSource pool;

    @Test
    void migrationsTakeAsLongAsTheyTake() throws SQLException {
        DataSource migrations = flyway.getConfiguration().getDataSource();
        assertEquals("0", shown(migrations, "statement_timeout"));
        assertEquals("0", shown(migrations, "idle_in_transaction_session_timeout"));
        assertEquals("15s", shown(pool, "statement_timeout"));
    }

    private static String shown(DataSource source, String setting) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}
