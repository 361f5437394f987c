package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.json.JsonWriter;
import dev.syncline.progress.StatusReport;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the status tells, and an operator's stop and go. */
@QuarkusTest
class StatusTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    StatusReport report;

    @Inject
    KafkaClientService clients;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");
    private final Api operator = Api.as(tenant, "olga", "sync-operator");

    @Test
    void afterASyncNothingWaitsAndItsTimeIsKnown() {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        await().atMost(SOON)
                .until(() -> Outage.status(alice).get("queueDepth").asLong() == 0
                        && Outage.status(alice).get("progress").isNull()
                        && !Outage.status(alice).get("lastSyncTime").isNull());
        JsonNode status = Outage.status(operator);
        assertTrue(status.get("online").asBoolean());
        assertFalse(status.get("paused").asBoolean());
        assertEquals(0, status.get("oldestChangeAgeMs").asLong());
        assertTrue(
                Math.abs(System.currentTimeMillis() - status.get("lastSyncTime").asLong()) < 60_000);
        assertEquals(0, status.get("failureCount").asInt());
        assertTrue(status.get("cause").isNull());
        assertTrue(status.get("nextRetryTime").isNull());
        assertEquals("closed", status.get("circuit").asText());
    }

    @Test
    void aPausedEngineTakesNothingOutOfTheQueueUntilItIsResumed() {
        Map<String, Object> change = create("message", "m-2", Map.of("text", "a"));
        assertEquals(200, operator.post("/api/v1/engine/pause", Map.of()).status());
        try {
            assertEquals(202, alice.push("phone", List.of(change)).status());
            await().atMost(SOON)
                    .until(() -> Outage.status(alice).get("oldestChangeAgeMs").asLong() > 1_500);
            JsonNode status = Outage.status(alice);
            assertTrue(status.get("queueDepth").asLong() >= 1, status.toString());
            assertTrue(status.get("paused").asBoolean());
            assertFalse(status.get("isSyncing").asBoolean());
            assertEquals(
                    status.get("queueDepth").asLong(),
                    status.at("/progress/total").asLong()
                            - status.at("/progress/done").asLong());
            assertEquals(404, alice.get("/api/v1/changes/" + change.get("id")).status());
        } finally {
            assertEquals(200, operator.post("/api/v1/engine/resume", Map.of()).status());
        }
        await().atMost(SOON)
                .until(() -> alice.get("/api/v1/changes/" + change.get("id")).status() == 200);
    }

    @Test
    void aReportMadeElsewhereIsWhatTheCallAnswers() throws IOException {
        alice.sync("phone", create("message", "m-3", Map.of("text", "a")));
        await().atMost(SOON)
                .until(() -> Outage.status(alice).get("queueDepth").asLong() == 0
                        && !Outage.status(alice).get("isSyncing").asBoolean());
        // The time of the last sync is the database's, looked at each second.
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode before = Outage.status(alice);
            JsonNode made = Api.JSON.readTree(JsonWriter.writeBytes(report.json()));
            assertEquals(before, made);
        });
    }

    @Test
    void whileTheEngineWaitsItsConsumersGoOnPolling() {
        assertEquals(200, operator.post("/api/v1/engine/pause", Map.of()).status());
        try {
            alice.push("phone", List.of(create("message", "m-3", Map.of("text", "a"))));
            await().atMost(SOON)
                    .until(() -> Outage.status(alice).get("oldestChangeAgeMs").asLong() > 1_500);

            Set<TopicPartition> polled = new HashSet<>();
            for (String channel : List.of("outbox$1", "outbox$2")) {
                // Asked on the polling thread.
                polled.addAll(
                        clients.getConsumer(channel).getAssignments().await().atMost(SOON));
            }
            assertEquals(4, polled.size());
        } finally {
            assertEquals(200, operator.post("/api/v1/engine/resume", Map.of()).status());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/engine/pause,  sync,          403",
        "POST, /api/v1/engine/resume, sync,          403",
        "POST, /api/v1/engine/pause,  sync-admin,    403",
        "POST, /api/v1/sync,          sync-admin,    403",
        "POST, /api/v1/sync,          sync,          202",
        "POST, /api/v1/sync,          sync-operator, 202",
        "GET,  /api/v1/status,        sync-admin,    403",
        "GET,  /api/v1/status,        sync-operator, 200"
    })
    void aCallIsOpenToItsRole(String method, String path, String role, int status) {
        Api user = Api.as(tenant, "ann", role);
        Api.Answer answer = method.equals("GET") ? user.get(path) : user.post(path, Map.of());
        assertEquals(status, answer.status());
    }

    @Test
    void metersTellTheSame() {
        String meters = Api.text("/q/metrics");
        assertTrue(meters.contains("syncline_online{backend=\"database\"} 1"), meters);
        assertTrue(meters.contains("syncline_online{backend=\"broker\"} 1"), meters);
        assertTrue(meters.contains("syncline_circuit_open 0"), meters);
        assertTrue(meters.contains("syncline_queue_depth "), meters);
        assertTrue(meters.contains("syncline_queue_oldest_age_seconds "), meters);
    }
}
