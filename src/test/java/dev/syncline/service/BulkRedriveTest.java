package dev.syncline.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.service.PlantedDeadLetters.Letter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many dead letters sent again at a rate. */
@QuarkusTest
class BulkRedriveTest {

    private static final String REDRIVE = "/api/v1/dead-letters/redrive";

    @Inject
    PlantedDeadLetters planted;

    private final String tenant = Api.newTenant();
    private final Api admin = Api.as(tenant, "root", "sync-admin");

    @Test
    void allThatMatchAreSentOnce() throws SQLException {
        List<Letter> letters = plant(25);
        Letter other = planted.plant(Letter.of(tenant).cause("crashed"));

        JsonNode progress = done(Map.of("cause", "resolver-failed", "rate", 200));

        assertEquals(25, progress.get("matched").asLong());
        assertEquals(25, progress.get("sent").asLong());
        assertEquals(0, progress.get("failed").asLong());
        assertFalse(progress.has("code"));
        for (Letter letter : letters) {
            JsonNode shown = admin.get(letter.path()).body();
            assertEquals(1, shown.get("attempt").asInt());
            assertEquals("REDRIVE", shown.at("/audit/0/action").asText());
            assertEquals("root", shown.at("/audit/0/subject").asText());
        }
        assertEquals(0, admin.get(other.path()).body().get("attempt").asInt());
    }

    @Test
    void theRateIsKeptAndTheOldestGoFirst() throws SQLException {
        List<Letter> letters = plant(6);

        done(Map.of("rate", 10));

        List<Long> times = new ArrayList<>();
        for (Letter letter : letters) {
            times.add(admin.get(letter.path()).body().at("/audit/0/at").asLong());
        }
        assertEquals(times.stream().sorted().toList(), times);
        assertTrue(times.get(5) - times.get(0) >= 450, times::toString);
    }

    @Test
    void noMoreThanAskedForAreSent() throws SQLException {
        List<Letter> letters = plant(5);

        JsonNode progress = done(Map.of("limit", 2, "rate", 1000));

        assertEquals(2, progress.get("matched").asLong());
        assertEquals(2, progress.get("sent").asLong());
        assertEquals(0, admin.get(letters.get(2).path()).body().get("attempt").asInt());
    }

    @Test
    void whatMayNotBeSentFailsAndTheRestGoesOn() throws SQLException {
        Letter exhausted = planted.plant(Letter.of(tenant).state("PENDING", 10));
        planted.plant(Letter.of(tenant).record("message", TestAccess.FORBIDDEN));
        Letter fine = planted.plant(Letter.of(tenant));

        JsonNode progress = done(Map.of());

        assertEquals(3, progress.get("matched").asLong());
        assertEquals(1, progress.get("sent").asLong());
        assertEquals(2, progress.get("failed").asLong());
        assertEquals(10, admin.get(exhausted.path()).body().get("attempt").asInt());
        assertEquals(1, admin.get(fine.path()).body().get("attempt").asInt());
    }

    @Test
    void whereNothingMatchesItIsDoneAtOnce() {
        assertEquals(0, done(Map.of()).get("matched").asLong());
    }

    @Test
    void aTenantHasOneAtATime() throws SQLException {
        plant(3);
        Letter others = planted.plant(Letter.of(Api.newTenant()));
        Api other = Api.as(others.tenant(), "root", "sync-admin");

        String job = started(admin, Map.of("rate", 2));

        Api.Answer second = admin.post(REDRIVE, Map.of());
        assertEquals(409, second.status());
        assertEquals("redrive-running", second.body().get("code").asText());
        assertEquals(404, other.get(REDRIVE + "/" + job).status());
        assertEquals(1, done(other, started(other, Map.of())).get("sent").asLong());
        assertEquals(3, done(admin, job).get("sent").asLong());
        started(admin, Map.of());
    }

    @Test
    void onlyAnAdministratorMayStartOne() {
        assertEquals(403, Api.as(tenant, "ann").post(REDRIVE, Map.of()).status());
        assertEquals(
                403,
                Api.as(tenant, "op", "sync-operator").post(REDRIVE, Map.of()).status());
        assertEquals(403, admin.post(REDRIVE + "?undecodable=true", Map.of()).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0198f7d2-1c00-7000-8000-000000000001", "no-uuid"})
    void anUnknownJobIsNotFound(String job) {
        assertEquals(404, admin.get(REDRIVE + "/" + job).status());
    }

    @Test
    void aWrongBodyIsRefused() {
        Api.Answer answer = admin.post(REDRIVE, Map.of("rate", 0));
        assertEquals(400, answer.status());
        assertEquals("malformed", answer.body().get("code").asText());
    }

    /** From the oldest. */
    private List<Letter> plant(int count) throws SQLException {
        Instant first = Instant.now().minusSeconds(3_600);
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            letters.add(
                    planted.plant(Letter.of(tenant).record("message", "m-" + i).failedAt(first.plusSeconds(i))));
        }
        return letters;
    }

    private JsonNode done(Map<String, Object> request) {
        return done(admin, started(admin, request));
    }

    private static String started(Api caller, Map<String, Object> request) {
        Api.Answer answer = caller.post(REDRIVE, request);
        assertEquals(202, answer.status(), () -> answer.body().toString());
        return answer.body().get("job").asText();
    }

    private static JsonNode done(Api caller, String job) {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> caller.get(REDRIVE + "/" + job).body(), progress -> progress.get("done")
                        .asBoolean());
    }
}
