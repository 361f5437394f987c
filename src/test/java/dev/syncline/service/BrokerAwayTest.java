package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.embedded.RunningBackends;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A push that the broker does not take is answered so, and a resend completes it. */
@QuarkusTest
class BrokerAwayTest {

    private static final String RECEIVED = "syncline_changes_received_total{entity=\"message\",type=\"CREATE\"}";
    private static final String REJECTED = "syncline_changes_rejected_total{code=\"unknown-entity\"}";

    /** Less than a push waits for a broker that may be there. */
    private static final Duration AT_ONCE = Duration.ofMillis(1_900);

    RunningBackends backends;

    private final Api alice = Api.as(Api.newTenant(), "alice");

    @Test
    void whileTheBrokerIsAwayAPushIsAnswered503AndAResendCompletesIt() {
        List<Map<String, Object>> changes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            changes.add(create("message", "m-" + i, Map.of("text", "a")));
        }
        Api.Answer away;
        backends.broker().stop();
        try {
            away = alice.push("phone", changes);
        } finally {
            backends.broker().start();
        }

        assertEquals(503, away.status());
        assertEquals("broker-unavailable", away.body().get("code").asText());
        assertTrue(away.headers().firstValueAsLong("Retry-After").orElse(0) > 0);
        Api.Answer taken = sentAgainUntilTaken(changes);
        JsonNode acks = taken.body().get("acks");
        assertEquals(50, acks.size());
        acks.forEach(ack -> {
            assertEquals("APPLIED", ack.get("outcome").asText());
            assertEquals(1, ack.get("version").asLong());
        });
    }

    @Test
    void onceTheBrokerIsKnownToBeAwayAPushIsAnswered503AtOnce() {
        backends.broker().stop();
        try {
            Outage.awaitOnline(alice, false);
            double received = Metrics.value(RECEIVED);
            double rejected = Metrics.value(REJECTED);
            assertTimeout(AT_ONCE, () -> {
                Api.Answer away = alice.push(
                        "phone",
                        List.of(
                                create("message", "m-x", Map.of("text", "a")),
                                create("nothing", "n-x", Map.of("text", "a"))));
                assertEquals(503, away.status());
            });
            assertEquals(received, Metrics.value(RECEIVED), "it is sent again, and counted then");
            assertEquals(rejected, Metrics.value(REJECTED), "so is what is wrong with the rest");
            assertTimeout(AT_ONCE, () -> Outage.status(alice));
            assertEquals("DOWN", Outage.health("ready"));
            assertEquals("DOWN", Outage.health("group/ingress"));
            // Or no load balancer would let the answers of above through.
            assertEquals("UP", Outage.health("group/instance"));
            assertEquals("UP", Outage.health("live"));
        } finally {
            backends.broker().start();
        }
        Outage.awaitOnline(alice, true);
        assertEquals("UP", Outage.health("ready"));
        // The probe finds the broker before each partition has its leader again.
        sentAgainUntilTaken(List.of(create("message", "m-y", Map.of("text", "a"))));
    }

    /** As a client does. */
    private Api.Answer sentAgainUntilTaken(List<Map<String, Object>> changes) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> alice.push("phone", changes, "Prefer", "wait=30"), answer -> answer.status() == 200);
    }
}
