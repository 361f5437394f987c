package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.embedded.RunningBackends;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** While the database is away or stands still, pushes are taken; afterwards all of them took effect, once. */
@QuarkusTest
class DatabaseAwayTest {

    private static final String APPLYING = "syncline_batch_seconds_sum{phase=\"apply\"}";

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    RunningBackends backends;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");
    private final List<String> pushed = new ArrayList<>();

    @Test
    void killedWhileChangesArePushed() throws SQLException {
        push(20);
        awaitApplied();
        double applying = Metrics.value(APPLYING);
        double failing;
        backends.database().kill();
        try {
            push(20);
            Outage.awaitOnline(alice, false);
            push(20);
            assertEquals("DOWN", Outage.health("ready"));
            assertEquals("UP", Outage.health("group/ingress"));
            assertEquals("UP", Outage.health("group/instance"));
            assertEquals("UP", Outage.health("live"));
            await().atMost(Outage.PATIENCE)
                    .until(() -> Outage.status(alice).get("failureCount").asInt() > 0);
            long failed = System.nanoTime();
            await().atMost(Outage.PATIENCE)
                    .until(() -> Outage.status(alice).get("failureCount").asInt() > 2);
            // The queue is looked at each second.
            await().atMost(Outage.PATIENCE)
                    .until(() -> Outage.status(alice).get("queueDepth").asLong() > 0);
            JsonNode status = Outage.status(alice);
            assertTrue(status.get("isSyncing").asBoolean(), status.toString());
            failing = (System.nanoTime() - failed) / 1e9;
        } finally {
            backends.database().start();
        }
        Outage.awaitOnline(alice, true);
        assertEverythingAppliedOnce();
        assertEquals("UP", Outage.health("ready"));
        assertEquals(0, Outage.status(alice).get("failureCount").asInt());
        assertTrue(Metrics.value(APPLYING) - applying < failing, "the waits between attempts are no work");
    }

    @Test
    void frozenWhileChangesArePushed() throws SQLException {
        push(10);
        long thawed = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        backends.database().freeze();
        try {
            push(10);
            Outage.awaitOnline(alice, false);
            assertTimeout(AT_ONCE, () -> Outage.status(alice));
            for (int i = 0; i < 10; i++) {
                assertTimeout(AT_ONCE, () -> push(1));
            }
            assertEquals("DOWN", Outage.health("ready"));
            assertEquals("UP", Outage.health("live"));
            await().atMost(Outage.PATIENCE).until(() -> System.nanoTime() - thawed > 0);
        } finally {
            backends.database().thaw();
        }
        assertEverythingAppliedOnce();
        assertFalse(pushed.isEmpty());
    }

    private void push(int times) {
        for (int i = 0; i < times; i++) {
            String id = "m-" + pushed.size();
            Map<String, Object> change = create("message", id, Map.of("text", "a"));
            assertEquals(202, alice.push("phone", List.of(change)).status());
            pushed.add((String) change.get("id"));
        }
    }

    private void assertEverythingAppliedOnce() throws SQLException {
        awaitApplied();
        JsonNode acks = acks().get("acks");
        assertEquals(pushed.size(), acks.size());
        acks.forEach(ack -> {
            assertEquals("APPLIED", ack.get("outcome").asText());
            assertEquals(1, ack.get("version").asLong());
        });
        assertEquals(0, Outage.deadLetters(backends, tenant));
    }

    private void awaitApplied() {
        await().atMost(Outage.PATIENCE).ignoreExceptions().until(() -> acks().get("unknown")
                .isEmpty());
    }

    private JsonNode acks() {
        return alice.post("/api/v1/changes/query", Map.of("ids", pushed)).body();
    }
}
