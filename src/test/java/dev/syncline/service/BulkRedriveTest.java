package dev.syncline.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.embedded.RunningBackends;
import dev.syncline.service.PlantedDeadLetters.Letter;
import dev.syncline.store.BulkRedriveJobs;
import dev.syncline.store.BulkRedriveRow;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many dead letters sent again at a rate. */
@QuarkusTest
class BulkRedriveTest {

    private static final String REDRIVE = "/api/v1/dead-letters/redrive";

    private static final Instant LONG_AGO = Instant.now().minusSeconds(7_200).truncatedTo(ChronoUnit.MICROS);

    /** So late that nobody takes a step meanwhile. */
    private static final Instant NOT_YET = Instant.now().plusSeconds(3_600);

    RunningBackends backends;

    @Inject
    PlantedDeadLetters planted;

    @Inject
    BulkRedriveJobs jobs;

    @Inject
    Database tables;

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
        // A slow first step is not caught up; each time is cut to a millisecond.
        assertTrue(times.get(5) - times.get(0) >= 390, times::toString);
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
    void whereAnotherInstanceDiedInAStepThisOneGoesOnWithoutSendingAnyTwice() throws SQLException {
        List<Letter> letters = plant(3);
        // The other had looked at these, and somebody sent the last of all by hand.
        Letter sent = planted.plant(Letter.of(tenant).state("SENT", 1).failedAt(LONG_AGO));
        Letter sentByHand = planted.plant(Letter.of(tenant).state("SENT", 1));
        String job = ofAnother(NOT_YET);
        tables.update(
                "update bulk_redrive set step = 1, sent = 1, place_at = ?, place_id = ?, due_at = now()"
                        + " where id = ?::uuid",
                Timestamp.from(LONG_AGO),
                sent.id(),
                job);

        JsonNode progress = done(admin, job);

        assertEquals(4, progress.get("sent").asLong());
        assertEquals(0, progress.get("failed").asLong());
        for (Letter letter : letters) {
            assertEquals(1, attempts(letter));
        }
        assertEquals(1, attempts(sent));
        assertEquals(1, attempts(sentByHand));
    }

    @Test
    void oneThatAnotherInstanceHasIsFoundAndRefusesASecond() throws SQLException {
        plant(1);
        String job = ofAnother(NOT_YET);

        JsonNode progress = admin.get(REDRIVE + "/" + job).body();
        assertEquals(4, progress.get("matched").asLong());
        assertEquals(0, progress.get("sent").asLong());
        assertFalse(progress.get("done").asBoolean());
        Api.Answer second = admin.post(REDRIVE, Map.of());
        assertEquals(409, second.status());
        assertEquals("redrive-running", second.body().get("code").asText());

        tables.update("update bulk_redrive set due_at = now() where id = ?::uuid", job);
        assertEquals(1, done(admin, job).get("sent").asLong());
    }

    @Test
    void whatALateStepWouldWriteIsRefused() throws SQLException {
        UUID job = UUID.fromString(ofAnother(NOT_YET));
        BulkRedriveRow late = jobs.find(tenant, job).orElseThrow();
        tables.update("update bulk_redrive set step = step + 1 where id = ?", job);

        assertFalse(QuarkusTransaction.requiringNew().call(() -> jobs.hold(late)));
        jobs.end(late, 0, null);
        jobs.handBack(late, Duration.ZERO);
        jobs.fail(late, Duration.ZERO);

        BulkRedriveRow now = jobs.find(tenant, job).orElseThrow();
        assertEquals(new BulkRedriveRow(job, late.caller(), late.filter(), 100, 4, null, 0, 0, false, null, 1, 0), now);
        jobs.end(now, 0, null);
    }

    @Test
    void whileAStepIsWritingNobodyTakesTheNextHoweverLongItTakes() throws SQLException {
        Letter letter = plant(1).get(0);
        Api other = Api.as(Api.newTenant(), "root", "sync-admin");
        Instant leaseRunsOut = Instant.now().plusSeconds(3);
        String job = ofAnother(leaseRunsOut);
        BulkRedriveRow slow = jobs.find(tenant, UUID.fromString(job)).orElseThrow();
        QuarkusTransaction.requiringNew().call(() -> {
            assertTrue(jobs.hold(slow));
            await().until(() -> Instant.now().isAfter(leaseRunsOut));
            // This one has been due for longer than the other, and would have been taken before it.
            done(other, started(other, Map.of()));
            assertEquals(0, attempts(letter));
            return null;
        });
        assertEquals(1, done(admin, job).get("sent").asLong());
        assertEquals(1, attempts(letter));
    }

    @Test
    void aStepThatTheDatabaseRefusesIsTakenAgain() throws SQLException {
        Letter letter = plant(1).get(0);
        String job = ofAnother(NOT_YET);
        tables.update("revoke update on dead_letter from current_user");
        try {
            tables.update("update bulk_redrive set due_at = now() where id = ?::uuid", job);
            await().atMost(Outage.PATIENCE)
                    .until(() -> tables.number("select failures from bulk_redrive where id = ?::uuid", job) > 0);
        } finally {
            tables.update("grant update on dead_letter to current_user");
        }

        assertFalse(done(admin, job).has("code"));
        assertEquals(1, attempts(letter));
    }

    @Test
    void oneWhoseStepsFailAgainAndAgainAlthoughTheDatabaseAnswersComesToAnEnd() throws SQLException {
        plant(1);
        String job = ofAnother(NOT_YET);
        tables.update("revoke update on dead_letter from current_user");
        try {
            tables.update("update bulk_redrive set failures = 4, due_at = now() where id = ?::uuid", job);
            assertEquals("internal", done(admin, job).get("code").asText());
        } finally {
            tables.update("grant update on dead_letter to current_user");
        }
    }

    @Test
    void aDatabaseThatIsAwayOnlyDelaysIt() throws SQLException {
        List<Letter> letters = plant(20);
        String job = started(admin, Map.of("rate", 10));
        Api ann = Api.as(tenant, "ann");
        await().until(() -> admin.get(REDRIVE + "/" + job).body().get("sent").asLong() > 1);
        backends.database().kill();
        try {
            Outage.awaitOnline(ann, false);
        } finally {
            backends.database().start();
        }
        Outage.awaitOnline(ann, true);

        JsonNode progress = done(admin, job);

        assertFalse(progress.has("code"), progress::toString);
        assertEquals(20, progress.get("sent").asLong());
        for (Letter letter : letters) {
            assertEquals(1, attempts(letter));
        }
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

    /** One of four dead letters of this tenant, as the instance that was asked writes it. */
    private String ofAnother(Instant dueAt) {
        UUID job = UUID.randomUUID();
        tables.update(
                "insert into bulk_redrive (tenant, id, caller_tenant, subject, roles, failed_until, rate, matched, due_at)"
                        + " values (?, ?, ?, 'root', '{sync-admin}', now(), 100, 4, ?)",
                tenant,
                job,
                tenant,
                Timestamp.from(dueAt));
        return job.toString();
    }

    private long attempts(Letter letter) {
        return admin.get(letter.path()).body().get("attempt").asLong();
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
        return await().atMost(Outage.PATIENCE)
                .ignoreExceptions()
                .until(() -> caller.get(REDRIVE + "/" + job).body(), progress -> progress.get("done")
                        .asBoolean());
    }
}
