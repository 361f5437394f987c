package dev.syncline.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.outbox.DeadLetterOrder;
import dev.syncline.service.PlantedDeadLetters.Letter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service failed on: listed, shown, edited, sent again and given up. */
@QuarkusTest
class DeadLettersTest {

    private static final String DEAD_LETTERS = "/api/v1/dead-letters";

    @Inject
    PlantedDeadLetters planted;

    private final String tenant = Api.newTenant();
    private final Api admin = Api.as(tenant, "root", "sync-admin");
    private final Api operator = Api.as(tenant, "op", "sync-operator");

    @Test
    void aDeadLetterIsShownWithItsChange() throws SQLException {
        Letter letter = planted.plant(letter());

        JsonNode shown = admin.get(letter.path()).body();

        assertEquals("PENDING", shown.get("state").asText());
        assertEquals(0, shown.get("attempt").asInt());
        assertTrue(shown.get("takesOrders").asBoolean());
        assertEquals("resolver-failed", shown.get("cause").asText());
        assertEquals("it failed", shown.get("detail").asText());
        assertEquals("ann", shown.get("subject").asText());
        assertEquals("phone", shown.get("clientId").asText());
        assertEquals(letter.failedAt().toEpochMilli(), shown.get("failedAt").asLong());
        assertEquals("CREATE", shown.at("/change/type").asText());
        assertEquals("m-1", shown.at("/change/entityId").asText());
        assertEquals("a", shown.at("/change/data/text").asText());
        assertEquals(0, shown.at("/change/localVersion").asLong());
        assertEquals(0, shown.get("parked").asLong());
        assertEquals(0, shown.get("audit").size());
        assertFalse(shown.has("exception"));
        assertFalse(shown.has("message"));
    }

    @Test
    void changesParkedBehindItAreCountedAlongTheChain() throws SQLException {
        Letter letter = planted.plant(letter());
        UUID second = planted.park(letter, letter.change().id());
        planted.park(letter, second);
        planted.park(letter, UUID.randomUUID());

        assertEquals(2, admin.get(letter.path()).body().get("parked").asLong());
    }

    @Test
    void deadLettersAreListedNewestFirst() throws SQLException {
        List<String> expected = new ArrayList<>();
        Instant same = Instant.parse("2026-01-01T00:00:00.123456Z");
        for (int i = 0; i < 3; i++) {
            expected.add(
                    0, planted.plant(letter().failedAt(same.plusMillis(i))).id().toString());
        }

        List<String> listed = new ArrayList<>();
        JsonNode page = admin.get(DEAD_LETTERS + "?limit=2").body();
        assertTrue(page.get("more").asBoolean());
        listed.addAll(page.get("deadLetters").findValuesAsText("id"));
        page = admin.get(DEAD_LETTERS + "?limit=2&after=" + page.get("next").asText())
                .body();
        assertFalse(page.get("more").asBoolean());
        assertFalse(page.has("next"));
        listed.addAll(page.get("deadLetters").findValuesAsText("id"));

        assertEquals(expected, listed);
        assertFalse(page.at("/deadLetters/0").has("change"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cause=crashed",
                "entity=channel",
                "state=RESOLVED",
                "from=1000000",
                "from=1000000&to=1000001",
                "cause=crashed&entity=channel&state=RESOLVED&from=1&to=2000000",
            })
    void theListIsFiltered(String filter) throws SQLException {
        planted.plant(letter().failedAt(Instant.ofEpochMilli(999_999)));
        String wanted = planted.plant(letter().record("channel", "c-1")
                        .cause("crashed")
                        .state("RESOLVED", 1)
                        .failedAt(Instant.ofEpochMilli(1_000_000)))
                .id()
                .toString();

        assertEquals(List.of(wanted), listed(admin, "?" + filter));
        assertEquals(2, listed(admin, "").size());
        assertEquals(List.of(), listed(admin, "?from=1000001"));
    }

    @Test
    void nothingCrossesTenants() throws SQLException {
        Letter letter = planted.plant(letter());
        Api stranger = Api.as(Api.newTenant(), "root", "sync-admin", "sync-operator");

        assertEquals(List.of(), listed(stranger, ""));
        assertFalse(listed(stranger, "?undecodable=true").contains(letter.id().toString()));
        assertEquals(404, stranger.get(letter.path()).status());
        assertEquals(404, stranger.delete(letter.path()).status());
        assertEquals(404, redrive(stranger, letter, Map.of()).status());
        assertEquals(404, redrive(stranger, letter, Map.of("dryRun", true)).status());
        assertEquals("PENDING", state(letter));
    }

    @Test
    void onlyAnAdministratorMaySeeThem() throws SQLException {
        Letter letter = planted.plant(letter());
        for (Api other : List.of(Api.as(tenant, "ann"), operator)) {
            assertEquals(403, other.get(DEAD_LETTERS).status());
            assertEquals(403, other.get(letter.path()).status());
            assertEquals(403, other.delete(letter.path()).status());
            assertEquals(403, redrive(other, letter, Map.of()).status());
        }
    }

    @Test
    void theAccessPolicyIsAskedForEach() throws SQLException {
        Letter letter = planted.plant(letter().record("message", TestAccess.FORBIDDEN));
        assertEquals(List.of(), listed(admin, ""));
        assertEquals(404, admin.get(letter.path()).status());
        assertEquals(404, redrive(admin, letter, Map.of()).status());
    }

    @Test
    void whatCouldNotBeReadIsForTheOperator() throws SQLException {
        Letter letter = planted.plantUndecodable();
        String path = letter.path() + "?undecodable=true";

        assertEquals(403, admin.get(DEAD_LETTERS + "?undecodable=true").status());
        assertEquals(403, admin.get(path).status());
        assertTrue(listed(operator, "?undecodable=true&limit=1000")
                .contains(letter.id().toString()));
        JsonNode shown = operator.get(path).body();
        assertEquals(
                "nonsense",
                new String(
                        Base64.getDecoder().decode(shown.at("/message/payload").asText()), StandardCharsets.UTF_8));
        assertEquals("java.lang.IllegalStateException", shown.get("exception").asText());
        assertEquals(7, shown.get("offset").asLong());
        assertFalse(shown.has("change"));

        Api.Answer tried = operator.post(letter.path() + "/redrive?undecodable=true", Map.of("dryRun", true));
        assertEquals("DEAD_LETTERED", tried.body().get("outcome").asText());
        assertEquals("undecodable", tried.body().get("code").asText());
        Api.Answer edited = operator.post(letter.path() + "/redrive?undecodable=true", Map.of("data", Map.of()));
        assertEquals("not-editable", edited.body().get("code").asText());
        Api.Answer discarded = operator.delete(path);
        assertEquals(202, discarded.status());
        assertFalse(discarded.body().has("changeId"));
    }

    @Test
    void aRedriveGoesThroughTheOutboxUnderItsNumber() throws SQLException, IOException {
        Letter letter = planted.plant(letter());

        Api.Answer answer = redrive(admin, letter, Map.of());

        assertEquals(202, answer.status());
        assertEquals(letter.id().toString(), answer.body().get("id").asText());
        assertEquals(
                letter.change().id().toString(), answer.body().get("changeId").asText());
        assertEquals(1, answer.body().get("attempt").asInt());
        ConsumerRecord<byte[], byte[]> sent = sent("REDRIVE", letter, 1);
        assertEquals("1", TopicReader.header(sent, "syncline-schema"));
        assertTrue(new String(sent.key(), StandardCharsets.UTF_8).endsWith("7:message3:m-1"));
        assertEquals(
                letter.change().id().toString(),
                Api.JSON.readTree(sent.value()).at("/change/id").asText());
        JsonNode audit = admin.get(letter.path()).body().at("/audit/0");
        assertEquals("REDRIVE", audit.get("action").asText());
        assertEquals("root", audit.get("subject").asText());
        assertEquals(1, audit.get("attempt").asInt());
        assertEquals(System.currentTimeMillis(), audit.get("at").asLong(), 60_000);
        assertFalse(audit.has("before"));
    }

    @Test
    void anEditIsSentAndKeptWithWhatWasBefore() throws SQLException, IOException {
        Letter letter = planted.plant(letter());

        assertEquals(
                202,
                redrive(admin, letter, Map.of("data", Map.of("text", "edited"))).status());

        JsonNode sent = Api.JSON.readTree(sent("REDRIVE", letter, 1).value());
        assertEquals("edited", sent.at("/change/data/text").asText());
        assertEquals(letter.change().id().toString(), sent.at("/change/id").asText());
        assertEquals("ann", sent.get("subject").asText());
        JsonNode shown = admin.get(letter.path()).body();
        assertEquals("edited", shown.at("/change/data/text").asText());
        assertEquals("EDIT", shown.at("/audit/0/action").asText());
        assertEquals("a", shown.at("/audit/0/before/data/text").asText());
        assertEquals("edited", shown.at("/audit/0/after/data/text").asText());
    }

    @Test
    void anEditThatTheLetterHasAlreadyIsNotKeptOnceMore() throws SQLException {
        Letter letter = planted.plant(letter());

        redrive(admin, letter, Map.of("data", Map.of("text", "a")));

        JsonNode audit = admin.get(letter.path()).body().at("/audit/0");
        assertEquals("REDRIVE", audit.get("action").asText());
        assertFalse(audit.has("before"));
    }

    @Test
    void theEngineResolvesWhatIsRedriven() throws SQLException {
        Letter letter = planted.plant(letter());

        redrive(admin, letter, Map.of("data", Map.of("text", "edited")));

        await().atMost(Duration.ofSeconds(20)).until(() -> state(letter), "RESOLVED"::equals);
        Api ann = Api.as(tenant, "ann");
        assertEquals("APPLIED", outcome(ann, letter));
        assertEquals(
                "edited",
                ann.get("/api/v1/records/message/m-1").body().at("/data/text").asText());
        assertEquals(409, redrive(admin, letter, Map.of()).status());
    }

    @Test
    void theEngineGivesUpWhatIsDiscarded() throws SQLException {
        Letter letter = planted.plant(letter());

        admin.delete(letter.path());

        await().atMost(Duration.ofSeconds(20)).until(() -> state(letter), "DISCARDED"::equals);
        assertEquals("REJECTED", outcome(Api.as(tenant, "ann"), letter));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "message | {'data':{'a':9007199254740992}}  | 422 | number-range",
                "message | {'data':{'a':'\\u0000'}}         | 422 | invalid-text",
                "message | {'data':{'a':1,'a':2}}           | 422 | duplicate-key",
                "message | {'data':[]}                      | 422 | invalid-data",
                "message | {'patch':{'text':'b'}}           | 422 | invalid-data",
                "message | {'data':{},'patch':{}}           | 422 | invalid-data",
                "note    | {'data':{'title':1}}             | 422 | schema-violation",
                "other   | {'data':{}}                      | 422 | unknown-entity",
                "message | {'data':{},'localVersion':1}     | 400 | malformed",
                "message | {'data':{}                       | 400 | malformed",
            })
    void anEditKeepsTheRulesOfAPush(String entity, String body, int status, String code) throws SQLException {
        Letter letter = planted.plant(letter().record(entity, "m-1"));
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        Api.Answer answer = redrive(admin, letter, bytes);

        assertEquals(status, answer.status());
        assertEquals(code, answer.body().get("code").asText());
        assertUntouched(letter);
    }

    @Test
    void anEditIsNoLargerThanAChange() throws SQLException {
        Letter letter = planted.plant(letter());
        Api.Answer answer = redrive(admin, letter, Map.of("data", Map.of("text", "x".repeat(256 * 1024))));
        assertEquals(422, answer.status());
        assertEquals("change-too-large", answer.body().get("code").asText());
    }

    @Test
    void aDryRunTellsWhatWouldBecomeOfItAndChangesNothing() throws SQLException {
        Letter letter = planted.plant(letter());

        Api.Answer answer = redrive(admin, letter, Map.of("data", Map.of("text", "tried"), "dryRun", true));

        assertEquals(200, answer.status());
        assertEquals("APPLIED", answer.body().get("outcome").asText());
        assertEquals(1, answer.body().get("version").asLong());
        assertEquals("tried", answer.body().at("/data/text").asText());
        assertFalse(answer.body().has("code"));
        assertUntouched(letter);
        assertEquals(
                "a", admin.get(letter.path()).body().at("/change/data/text").asText());
    }

    @Test
    void aDryRunOfWhatWouldWaitTellsThatItStaysADeadLetter() throws SQLException {
        Letter letter = planted.plant(letter().after(UUID.randomUUID()));

        Api.Answer answer = redrive(admin, letter, Map.of("dryRun", true));

        assertEquals(200, answer.status());
        assertEquals("DEAD_LETTERED", answer.body().get("outcome").asText());
        assertEquals("predecessor-missing", answer.body().get("code").asText());
        assertUntouched(letter);
    }

    @Test
    void whatIsOnItsWayIsNotSentAgainUntilItMustBeLost() throws SQLException {
        Instant now = Instant.now();
        Letter onItsWay = planted.plant(letter().state("SENT", 3).updatedAt(now.minusSeconds(50)));
        Letter lost = planted.plant(letter().state("SENT", 3).updatedAt(now.minusSeconds(70)));

        assertFalse(takesOrders(onItsWay));
        Api.Answer early = redrive(admin, onItsWay, Map.of());
        assertEquals(409, early.status());
        assertEquals("not-pending", early.body().get("code").asText());
        assertTrue(takesOrders(lost));
        Api.Answer again = redrive(admin, lost, Map.of());
        assertEquals(202, again.status());
        assertEquals(4, again.body().get("attempt").asInt());
        assertFalse(takesOrders(lost));
    }

    private boolean takesOrders(Letter letter) {
        return admin.get(letter.path()).body().get("takesOrders").asBoolean();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESOLVED", "DISCARDED"})
    void whatHasItsFinalOutcomeStaysSo(String state) throws SQLException {
        Letter letter = planted.plant(letter().state(state, 1));
        assertEquals(
                "not-pending",
                redrive(admin, letter, Map.of()).body().get("code").asText());
        assertEquals(409, redrive(admin, letter, Map.of("dryRun", true)).status());
        assertEquals(409, admin.delete(letter.path()).status());
        assertEquals(state, state(letter));
        assertFalse(takesOrders(letter));
    }

    @Test
    void afterSoManyAttemptsOnlyADiscardIsTaken() throws SQLException {
        Letter letter = planted.plant(letter().state("PENDING", 10));

        Api.Answer answer = redrive(admin, letter, Map.of());

        assertEquals(409, answer.status());
        assertEquals("redrive-exhausted", answer.body().get("code").asText());
        assertUntouched(letter);
        assertEquals(11, admin.delete(letter.path()).body().get("attempt").asInt());
    }

    @Test
    void aDiscardGoesThroughTheOutboxAndIsKept() throws SQLException {
        Letter letter = planted.plant(letter());

        Api.Answer answer = admin.delete(letter.path());

        assertEquals(202, answer.status());
        assertEquals(1, answer.body().get("attempt").asInt());
        sent("DISCARD", letter, 1);
        JsonNode audit = admin.get(letter.path()).body().at("/audit/0");
        assertEquals("DISCARD", audit.get("action").asText());
        assertEquals("a", audit.at("/before/data/text").asText());
        assertFalse(audit.has("after"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0198f7d2-1c00-7000-8000-000000000001", "no-uuid"})
    void anUnknownDeadLetterIsNotFound(String id) {
        String path = DEAD_LETTERS + "/" + id;
        assertEquals(404, admin.get(path).status());
        assertEquals(404, admin.delete(path).status());
        assertEquals(404, admin.post(path + "/redrive", Map.of()).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"?limit=0", "?entity=%00", "?cause=%00", "?state=other", "?from=x", "?to=-1", "?undecodable=1"})
    void badParametersAreNamed(String query) {
        Api.Answer answer = admin.get(DEAD_LETTERS + query);
        assertEquals(400, answer.status());
        assertEquals("invalid-parameter", answer.body().get("code").asText());
    }

    private Letter letter() {
        return Letter.of(tenant);
    }

    private static Api.Answer redrive(Api caller, Letter letter, Object body) {
        return caller.post(letter.path() + "/redrive", body);
    }

    private static ConsumerRecord<byte[], byte[]> sent(String kind, Letter letter, int attempt) {
        String order = kind + ":" + attempt + ":" + letter.id() + ":" + letter.tenant();
        return TopicReader.find(
                "syncline.outbox", message -> order.equals(TopicReader.header(message, DeadLetterOrder.HEADER)));
    }

    private static String outcome(Api caller, Letter letter) {
        return caller.get("/api/v1/changes/" + letter.change().id())
                .body()
                .get("outcome")
                .asText();
    }

    private String state(Letter letter) {
        return admin.get(letter.path()).body().get("state").asText();
    }

    private void assertUntouched(Letter letter) {
        JsonNode shown = admin.get(letter.path()).body();
        assertEquals(letter.state(), shown.get("state").asText());
        assertEquals(letter.attempt(), shown.get("attempt").asInt());
        assertEquals(0, shown.get("audit").size());
    }

    private static List<String> listed(Api caller, String query) {
        return caller.get(DEAD_LETTERS + query).body().get("deadLetters").findValuesAsText("id");
    }
}
