package dev.syncline.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.embedded.EmbeddedBackends;
import dev.syncline.service.PlantedDeadLetters.Letter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A redrive that the broker does not take leaves the dead letter as it was, but for the number. */
@QuarkusTest
class DeadLettersBrokerAwayTest {

    private static final String BULK = "/api/v1/dead-letters/redrive";

    EmbeddedBackends backends;

    @Inject
    PlantedDeadLetters planted;

    private final String tenant = Api.newTenant();
    private final Api admin = Api.as(tenant, "root", "sync", "sync-admin");

    @Test
    void itWaitsAgainAndGoesLater() throws SQLException {
        Letter letter = planted.plant(Letter.of(tenant));
        String redrive = letter.path() + "/redrive";
        Api.Answer away;
        JsonNode bulk;
        backends.broker().stop();
        try {
            away = admin.post(redrive, Map.of());
            bulk = await().atMost(Duration.ofSeconds(60))
                    .until(bulk(), progress -> progress.get("done").asBoolean());
        } finally {
            backends.broker().start();
        }

        assertEquals(503, away.status());
        assertEquals("broker-unavailable", away.body().get("code").asText());
        assertEquals("broker-unavailable", bulk.get("code").asText());
        assertEquals(1, bulk.get("failed").asLong());
        JsonNode shown = admin.get(letter.path()).body();
        assertEquals("PENDING", shown.get("state").asText());
        assertEquals(2, shown.get("attempt").asInt());
        // Every try is numbered and their number is bounded: as a person would, it is tried again when the service is
        // well.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> admin.get("/api/v1/status").body().get("online").asBoolean());
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(5))
                .until(() -> admin.post(redrive, Map.of()).status() == 202);
    }

    private Callable<JsonNode> bulk() {
        String job = admin.post(BULK, Map.of()).body().get("job").asText();
        return () -> admin.get(BULK + "/" + job).body();
    }
}
