package dev.syncline.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.embedded.RunningBackends;
import dev.syncline.service.PlantedDeadLetters.Letter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A redrive that the broker does not take leaves the dead letter as it was, but for the number; it counts for nothing. */
@QuarkusTest
class DeadLettersBrokerAwayTest {

    private static final String BULK = "/api/v1/dead-letters/redrive";

    /** As the settings have it. */
    private static final int MAX_ATTEMPTS = 10;

    RunningBackends backends;

    @Inject
    PlantedDeadLetters planted;

    private final String tenant = Api.newTenant();
    private final Api admin = Api.as(tenant, "root", "sync", "sync-admin");

    @Test
    void itWaitsAgainAndGoesLater() throws SQLException {
        Letter letter = planted.plant(Letter.of(tenant));
        String redrive = letter.path() + "/redrive";
        List<Api.Answer> away = new ArrayList<>();
        JsonNode bulk;
        backends.broker().stop();
        try {
            for (int i = 0; i <= MAX_ATTEMPTS; i++) {
                away.add(admin.post(redrive, Map.of()));
            }
            bulk = await().atMost(Duration.ofSeconds(60))
                    .until(bulk(), progress -> progress.get("done").asBoolean());
        } finally {
            backends.broker().start();
        }

        for (Api.Answer answer : away) {
            assertEquals(503, answer.status(), () -> answer.body().toString());
            assertEquals("broker-unavailable", answer.body().get("code").asText());
        }
        assertEquals("broker-unavailable", bulk.get("code").asText());
        assertEquals(1, bulk.get("failed").asLong());
        JsonNode shown = admin.get(letter.path()).body();
        assertEquals("PENDING", shown.get("state").asText());
        assertEquals(MAX_ATTEMPTS + 2, shown.get("attempt").asInt());
        assertEquals(MAX_ATTEMPTS + 2, shown.get("audit").size());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> admin.post(redrive, Map.of()).status() == 202);
    }

    private Callable<JsonNode> bulk() {
        String job = admin.post(BULK, Map.of()).body().get("job").asText();
        return () -> admin.get(BULK + "/" + job).body();
    }
}
