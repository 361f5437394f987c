package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static java.util.stream.Collectors.groupingBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A change for which the database takes too long, each time, while it is well otherwise. */
@QuarkusTest
@TestProfile(Tight.class)
class StatementTimeoutTest {

    /** What the retry manager and the design say. */
    private static final int FAILURES = 5;

    @Inject
    Database database;

    @Inject
    AgroalDataSource connections;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    @BeforeEach
    void theDatabaseSleepsOverSomeRecords() throws SQLException {
        unhurried(
                "create sequence slept",
                "create function sleep_over() returns trigger language plpgsql as $$ begin"
                        + " perform nextval('slept'); perform pg_sleep(60); return new; end $$",
                "create trigger sleep_over before insert on record for each row"
                        + " when (new.entity_id like 'slow-%') execute function sleep_over()");
    }

    @AfterEach
    void itSleepsNoMore() throws SQLException {
        unhurried("drop trigger sleep_over on record", "drop function sleep_over", "drop sequence slept");
    }

    /** However long an autovacuum at the table takes to give way. */
    private void unhurried(String... statements) throws SQLException {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local statement_timeout = 0");
            for (String each : statements) {
                statement.execute(each);
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    @Test
    void aloneItIsSetAsideAfterFiveFailures() {
        Map<String, Object> slow = create("message", "slow-1", Map.of("text", "a"));

        Map<String, List<JsonNode>> outcomes = outcomes(List.of(slow));

        assertEquals(Set.of("DEAD_LETTERED"), outcomes.keySet());
        JsonNode ack = outcomes.get("DEAD_LETTERED").get(0);
        assertEquals("refused-by-store", ack.get("code").asText());
        assertEquals(FAILURES, slept());
        assertEquals(Set.of("slow-1"), deadLetters());
    }

    @Test
    void threeAmongHundredsAreSetAsideAndTheOthersAreApplied() {
        List<Map<String, Object>> changes = new ArrayList<>();
        Set<String> slow = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            boolean isSlow = i % 100 == 25;
            String id = (isSlow ? "slow-" : "m-") + i;
            changes.add(create("message", id, Map.of("text", "a")));
            if (isSlow) {
                slow.add(id);
            }
        }

        Map<String, List<JsonNode>> outcomes = outcomes(changes);

        assertEquals(Set.of("APPLIED", "DEAD_LETTERED"), outcomes.keySet());
        assertEquals(297, outcomes.get("APPLIED").size());
        assertEquals(slow, deadLetters());
        assertEquals(297, database.number("select count(*) from record where tenant = ?", tenant));
        // Five of its own for each, and five for each batch that held some.
        assertTrue(slept() >= FAILURES * slow.size(), () -> slept() + " failures");
        assertTrue(slept() <= 2 * FAILURES * slow.size(), () -> slept() + " failures");
    }

    @Test
    void whileATableIsLockedNothingIsSetAside() throws SQLException {
        Map<String, Object> change = create("message", "m-1", Map.of("text", "a"));
        try (Connection other = connections.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("set local statement_timeout = 0");
            // As the building of an index does.
            statement.execute("lock table record in share mode");
            alice.push("phone", List.of(change));
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        alice.post("/api/v1/sync", Map.of());
                        return Outage.status(alice).get("failureCount").asInt() > FAILURES;
                    });
            other.rollback();
            other.setAutoCommit(true);
        }

        assertEquals(Set.of("APPLIED"), outcomes(List.of(change)).keySet());
        assertEquals(Set.of(), deadLetters());
    }

    /** The acks by outcome, as soon as every change has one. */
    private Map<String, List<JsonNode>> outcomes(List<Map<String, Object>> changes) {
        assertEquals(202, alice.push("phone", changes).status());
        List<Object> ids = changes.stream().map(change -> change.get("id")).toList();
        JsonNode[] acks = new JsonNode[1];
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    // As a person at the console would, rather than wait out the backoff.
                    alice.post("/api/v1/sync", Map.of());
                    acks[0] = alice.post("/api/v1/changes/query", Map.of("ids", ids))
                            .body()
                            .get("acks");
                    return acks[0].size() == ids.size();
                });
        return StreamSupport.stream(acks[0].spliterator(), false)
                .collect(groupingBy(ack -> ack.get("outcome").asText()));
    }

    private Set<String> deadLetters() {
        String ids = database.text("select string_agg(entity_id, ' ') from dead_letter where tenant = ?", tenant);
        return ids == null ? Set.of() : new TreeSet<>(List.of(ids.split(" ")));
    }

    private long slept() {
        return database.number("select case when is_called then last_value else 0 end from slept");
    }
}
