package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.update;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** What the database does to a batch without being away: it costs time, and never makes a dead letter. */
@QuarkusTest
class DatabaseTroubleTest {

    @Inject
    Database database;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    @Test
    void aDeadlockIsRepeated() throws SQLException {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        long before = deadlocks();
        Map<String, Object> change = update("message", "m-1", 1L, Map.of("text", "b"));
        try (Connection other = open();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from record where tenant = '" + tenant + "' for update");
            alice.push("phone", List.of(change));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> database.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                            > 0);
            // The engine holds its partition's row and waits for the record's: this closes the ring.
            try {
                statement.execute("select from outbox_partition for update");
            } catch (SQLException victim) {
                assertEquals("40P01", victim.getSQLState());
            }
            other.rollback();
        }

        assertApplied(List.of(change));
        await().atMost(Duration.ofSeconds(10)).until(() -> deadlocks() > before);
    }

    @Test
    void aSerializationFailureIsRepeated() throws SQLException {
        try (Connection other = open();
                Statement statement = other.createStatement()) {
            statement.execute("create sequence failures");
            statement.execute("create function fail_thrice() returns trigger language plpgsql as $$ begin"
                    + " if new.tenant = '" + tenant + "' and nextval('failures') <= 3 then"
                    + " raise exception using errcode = '40001', message = 'provoked'; end if; return new; end $$");
            statement.execute(
                    "create trigger fail_thrice before insert on record for each row execute function fail_thrice()");
            try {
                Map<String, Object> change = create("message", "m-1", Map.of("text", "a"));
                alice.push("phone", List.of(change));

                assertApplied(List.of(change));
                assertTrue(database.number("select last_value from failures") >= 4);
            } finally {
                statement.execute("drop trigger fail_thrice on record");
                statement.execute("drop function fail_thrice");
                statement.execute("drop sequence failures");
            }
        }
    }

    @Test
    void withoutAFreeConnectionChangesAreTakenAndAppliedLater() throws SQLException {
        List<Map<String, Object>> changes = new ArrayList<>();
        List<Connection> taken = new ArrayList<>();
        try {
            takeAll(taken);
            for (int i = 0; i < 20; i++) {
                Map<String, Object> change = create("message", "m-" + i, Map.of("text", "a"));
                changes.add(change);
                assertEquals(202, alice.push("phone", List.of(change)).status());
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            !alice.get("/api/v1/status").body().get("online").asBoolean());
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }

        alice.post("/api/v1/sync", Map.of());
        assertApplied(changes);
    }

    /** Ends the service's connections and takes every place, until there is none for it. */
    private static void takeAll(List<Connection> taken) throws SQLException {
        Connection first = open();
        taken.add(first);
        int places = places(first);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            endOthers(first);
            takeWhatIsFree(taken);
            return taken.size() == places;
        });
    }

    /** For those who have no privilege. */
    private static int places(Connection own) throws SQLException {
        try (Statement statement = own.createStatement()) {
            ResultSet row = statement.executeQuery("select current_setting('max_connections')::int"
                    + " - current_setting('superuser_reserved_connections')::int"
                    + " - current_setting('reserved_connections')::int");
            row.next();
            return row.getInt(1);
        }
    }

    private static void endOthers(Connection own) throws SQLException {
        try (Statement statement = own.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where backend_type = 'client backend' and pid <> pg_backend_pid()"
                    + " and application_name <> 'taken'");
        }
    }

    private static void takeWhatIsFree(List<Connection> taken) {
        try {
            while (true) {
                taken.add(open());
            }
        } catch (SQLException full) {
            // Of those that the service had, some may still be ending.
        }
    }

    private static Connection open() throws SQLException {
        var config = ConfigProvider.getConfig();
        String url = config.getValue("quarkus.datasource.jdbc.url", String.class);
        return DriverManager.getConnection(
                url + (url.contains("?") ? "&" : "?") + "ApplicationName=taken",
                config.getValue("quarkus.datasource.username", String.class),
                config.getValue("quarkus.datasource.password", String.class));
    }

    private void assertApplied(List<Map<String, Object>> changes) {
        List<Object> ids = changes.stream().map(change -> change.get("id")).toList();
        await().atMost(Duration.ofSeconds(60)).until(() -> known(ids).size() == ids.size());
        known(ids).forEach(ack -> assertEquals("APPLIED", ack.get("outcome").asText()));
        assertEquals(0, database.number("select count(*) from dead_letter where tenant = ?", tenant));
    }

    private JsonNode known(List<Object> ids) {
        Api.Answer answer = alice.post("/api/v1/changes/query", Map.of("ids", ids));
        return answer.status() == 200 ? answer.body().get("acks") : Api.JSON.createArrayNode();
    }

    private long deadlocks() {
        return database.number("select deadlocks from pg_stat_database where datname = current_database()");
    }
}
