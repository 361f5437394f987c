package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.embedded.RunningBackends;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The database's history becomes another one while the service runs, as in a failover. */
@QuarkusTest
class FailoverTest {

    private static final String READ_ONLY = "25006";

    RunningBackends backends;

    @Inject
    AgroalDataSource pool;

    @Inject
    Database database;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    @AfterEach
    void leaveNoStandby() throws SQLException {
        if (isStandby()) {
            promote();
        }
    }

    @Test
    void fromItsFirstMomentOnAnotherHistoryIsAnotherEpochs() throws SQLException {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        await().atMost(Outage.PATIENCE)
                .until(() -> alice.get("/api/v1/feed").body().get("items").size() == 1);
        String cursor = alice.get("/api/v1/feed").body().get("cursor").asText();
        assertEquals(200, alice.get("/api/v1/feed?cursor=" + cursor).status());
        long before = database.number("select max(number) from epoch");
        beStandbyFromTheNextStartOn();
        backends.database().stop();
        // Wants to be applied as soon as anything can be.
        Map<String, Object> waiting = create("message", "m-2", Map.of("text", "b"));
        assertEquals(202, alice.push("phone", List.of(waiting)).status());
        backends.database().start();

        assertTrue(isStandby());
        await().atMost(Outage.PATIENCE).until(() -> READ_ONLY.equals(refusal()));
        promote();

        await().atMost(Outage.PATIENCE)
                .until(() -> alice.get("/api/v1/changes/" + waiting.get("id")).status() == 200);
        long now = database.number("select max(number) from epoch");
        assertTrue(now > before, () -> now + " after " + before);
        assertEquals(now, database.number("select epoch from record where tenant = ? and entity_id = 'm-2'", tenant));
        assertEquals(410, alice.get("/api/v1/feed?cursor=" + cursor).status());
        assertEquals(2, alice.get("/api/v1/feed").body().get("items").size());
    }

    /** Why the pool makes no connection; null where it does. */
    private String refusal() {
        try (Connection connection = pool.getConnection()) {
            return null;
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private void beStandbyFromTheNextStartOn() throws SQLException {
        asAdmin("copy (select) to '" + asAdmin("show data_directory") + "/standby.signal'");
    }

    private boolean isStandby() throws SQLException {
        return asAdmin("select pg_is_in_recovery()").equals("t");
    }

    private void promote() throws SQLException {
        assertEquals("t", asAdmin("select pg_promote()"));
    }

    private String asAdmin(String sql) throws SQLException {
        try (Connection connection = backends.database().admin();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return null;
            }
            ResultSet row = statement.getResultSet();
            row.next();
            return row.getString(1);
        }
    }
}
