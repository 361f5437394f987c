package dev.syncline.service;

import static dev.syncline.service.Changes.after;
import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.patch;
import static dev.syncline.service.Changes.update;
import static dev.syncline.service.Changes.with;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.change.RecordKey;
import dev.syncline.outbox.DeadLetterOrder;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes wait for the one they build on, in order, and go on by themselves. */
@QuarkusTest
class ParkingTest {

    @Inject
    Database database;

    @Inject
    AgroalDataSource connections;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    @Test
    void aChainThatArrivesBackwardsIsAppliedForwards() {
        Map<String, Object> first = create("message", "m-1", Map.of("text", "1"));
        Map<String, Object> second = after(first, patch("message", "m-1", null, Map.of("text", "2")));
        Map<String, Object> third = after(second, patch("message", "m-1", null, Map.of("text", "3")));
        alice.push("phone", List.of(third));
        alice.push("phone", List.of(second));
        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 2);
        assertEquals(404, alice.get("/api/v1/changes/" + third.get("id")).status());

        alice.push("phone", List.of(first));

        List<JsonNode> acks = outcomes(List.of(first, second, third));
        assertEquals(
                List.of(1L, 2L, 3L),
                acks.stream().map(ack -> ack.get("version").asLong()).toList());
        assertTrue(acks.stream().allMatch(ack -> ack.get("outcome").asText().equals("APPLIED")));
        assertEquals(0, parked());
    }

    @Test
    void aLongChainBehindOneUnseenChangeIsReleasedInOrder() {
        Map<String, Object> first = create("message", "m-1", Map.of("n", 0));
        List<Map<String, Object>> chain = new ArrayList<>(List.of(first));
        for (int i = 1; i <= 500; i++) {
            chain.add(after(chain.get(i - 1), patch("message", "m-1", null, Map.of("n", i))));
        }
        alice.push("phone", chain.subList(1, 501));
        await().atMost(Duration.ofSeconds(30)).until(() -> parked() == 500);

        alice.sync("phone", first);

        await().atMost(Duration.ofSeconds(30)).until(() -> parked() == 0);
        JsonNode record = alice.get("/api/v1/records/message/m-1").body();
        assertEquals(501, record.get("version").asLong());
        assertEquals(500, record.at("/data/n").asInt());
    }

    @Test
    void aResendOfAParkedChangeChangesNothing() {
        Map<String, Object> first = create("message", "m-1", Map.of("text", "1"));
        Map<String, Object> second = after(first, patch("message", "m-1", null, Map.of("text", "2")));
        for (int i = 0; i < 3; i++) {
            alice.push("phone", List.of(second));
        }

        alice.push("phone", List.of(first, second));

        outcomes(List.of(first, second));
        assertEquals(
                2,
                alice.get("/api/v1/records/message/m-1").body().get("version").asLong());
        assertEquals(2, database.number("select count(*) from ledger where tenant = ?", tenant));
    }

    @Test
    void whatBuildsOnARejectedChangeIsRejectedWithIt() {
        Map<String, Object> first = patch("message", "m-1", 7L, Map.of("text", "1"));
        Map<String, Object> second = after(first, patch("message", "m-1", null, Map.of("text", "2")));
        Map<String, Object> third = after(second, patch("message", "m-1", null, Map.of("text", "3")));
        alice.push("phone", List.of(third, second));
        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 2);

        alice.push("phone", List.of(first));

        List<JsonNode> acks = outcomes(List.of(first, second, third));
        assertEquals(
                List.of("record-not-found", "predecessor-rejected", "predecessor-rejected"),
                acks.stream().map(ack -> ack.get("code").asText()).toList());
    }

    @Test
    void whatBuildsOnADeadLetterWaitsUntilThatIsRedriven() {
        List<Map<String, Object>> chain = deadLetterWithSuccessor();
        String letter = letter(chain.get(0));
        // The resolver no longer fails on it once the others' title is what it can take.
        database.update(
                "update dead_letter set state = 'SENT', attempt = 1, payload = convert_to(replace("
                        + "convert_from(payload, 'UTF8'), '\"throw\"', '\"by far the longest title\"'), 'UTF8') where id = ?",
                UUID.fromString(letter));

        order(DeadLetterOrder.Kind.REDRIVE, letter, 0);
        order(DeadLetterOrder.Kind.REDRIVE, letter, 1);

        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 0);
        List<JsonNode> acks = outcomes(chain);
        assertEquals("APPLIED", acks.get(0).get("outcome").asText());
        assertEquals("APPLIED", acks.get(1).get("outcome").asText());
        assertEquals(
                "and on",
                alice.get("/api/v1/records/task/t-1").body().at("/data/more").asText());
        assertEquals("RESOLVED", state(letter));
    }

    @Test
    void whatBuildsOnADiscardedDeadLetterIsRejected() {
        List<Map<String, Object>> chain = deadLetterWithSuccessor();
        String letter = letter(chain.get(0));
        database.update("update dead_letter set state = 'SENT', attempt = 1 where id = ?", UUID.fromString(letter));

        order(DeadLetterOrder.Kind.DISCARD, letter, 1);

        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 0);
        List<JsonNode> acks = outcomes(chain);
        assertEquals("discarded", acks.get(0).get("code").asText());
        assertEquals("predecessor-rejected", acks.get(1).get("code").asText());
        assertEquals("DISCARDED", state(letter));
        assertTrue(database.text("select content from ledger where change_id = ?", id(chain.get(0)))
                .contains("throw"));
    }

    @Test
    void whateverElseComesUnderTheIdOfAParkedChangeIsRejectedAndTheParkedOneGoesOn() {
        Map<String, Object> first = create("message", "m-1", Map.of("text", "1"));
        List<Map<String, Object>> waiting = waitingFor(first);
        Map<String, Object> second = waiting.get(0);
        Map<String, Object> third = waiting.get(1);
        for (long timestamp = 1; timestamp <= 3; timestamp++) {
            alice.push("phone", List.of(with(second, "timestamp", timestamp)));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> claims(second).size() == 3);

        alice.push("phone", List.of(first));

        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 0);
        assertEquals(
                List.of("0 APPLIED", "1 REJECTED id-reused", "2 REJECTED id-reused", "3 REJECTED id-reused"),
                claims(second));
        assertEquals(List.of("0 APPLIED"), claims(third));
    }

    @Test
    void whereTheIdOfAParkedChangeWasUsedOnAnotherRecordMeanwhileTheParkedOneIsRejected() {
        Map<String, Object> first = create("message", "m-1", Map.of("text", "1"));
        List<Map<String, Object>> waiting = waitingFor(first);
        Map<String, Object> second = waiting.get(0);
        Map<String, Object> third = waiting.get(1);
        alice.sync("phone", with(create("message", "m-2", Map.of("text", "other")), "id", second.get("id")));

        alice.push("phone", List.of(first));

        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 0);
        assertEquals(List.of("0 APPLIED"), claims(first));
        assertEquals(List.of("0 APPLIED", "1 REJECTED id-reused"), claims(second));
        assertEquals(List.of("0 REJECTED predecessor-rejected"), claims(third));
        assertEquals(0, database.number("select count(*) from dead_letter where tenant = ?", tenant));
    }

    @Test
    void whatNeverComesMakesADeadLetterOfTheOneThatWaitsEvenWhereItsIdWasReused() {
        Map<String, Object> unseen = create("message", "m-1", Map.of("text", "1"));
        Map<String, Object> second = after(unseen, patch("message", "m-1", null, Map.of("text", "2")));
        alice.push("phone", List.of(second));
        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 1);
        alice.push("phone", List.of(with(second, "timestamp", 1)));
        await().atMost(Duration.ofSeconds(20)).until(() -> claims(second).size() == 1);

        database.update("update parked set parked_at = now() - interval '2 hours' where tenant = ?", tenant);

        await().atMost(Duration.ofSeconds(30)).until(() -> parked() == 0);
        assertEquals(List.of("0 DEAD_LETTERED predecessor-missing", "1 REJECTED id-reused"), claims(second));
    }

    @Test
    void whatTheDatabaseRefusesOfWhatWaitedCostsNoneOfTheOthers() {
        Map<String, Object> first = create("message", "m-1", Map.of("text", "1"));
        Map<String, Object> refused = after(first, patch("message", "m-1", null, Map.of("text", "2")));
        Map<String, Object> other = after(first, patch("message", "m-1", null, Map.of("text", "3")));
        // Before all times that the table takes: no ingress would say so.
        OutboxTopic.send(List.of(
                OutboxTopic.message(key(), envelope(refused).replace("\"receivedAt\":", "\"receivedAt\":-900"))));
        alice.push("phone", List.of(other));
        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 2);

        alice.push("phone", List.of(first));

        assertApplied(List.of(first, other));
        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 0);
        assertEquals(
                1,
                database.number(
                        "select count(*) from dead_letter where cause = 'refused-by-store'"
                                + " and position(? in convert_from(payload, 'UTF8')) > 0",
                        tenant));
    }

    @Test
    void theEndOfAWaitIsCountedAsABatchIs() {
        String letters = "syncline_dead_letters_total{cause=\"predecessor-missing\"}";
        String outcomes =
                "syncline_changes_resolved_total{entity=\"message\",outcome=\"DEAD_LETTERED\",strategy=\"none\"}";
        String latencies = "syncline_sync_latency_seconds_count";
        Map<String, Object> change = patch("message", "m-1", null, Map.of("text", "2"));
        alice.push("phone", List.of(with(change, "after", UUID.randomUUID().toString())));
        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 1);
        double lettersBefore = Metrics.value(letters);
        double outcomesBefore = Metrics.value(outcomes);
        double latenciesBefore = Metrics.value(latencies);

        database.update("update parked set parked_at = now() - interval '2 hours' where tenant = ?", tenant);

        await().atMost(Duration.ofSeconds(30)).until(() -> Metrics.value(latencies) > latenciesBefore);
        assertTrue(Metrics.value(letters) > lettersBefore);
        assertTrue(Metrics.value(outcomes) > outcomesBefore);
    }

    @Test
    void whileTheEngineIsPausedNoneIsMissing() {
        List<Map<String, Object>> chain = secondWaits();
        Api operator = Api.as(tenant, "op", "sync-operator");
        operator.post("/api/v1/engine/pause", Map.of());
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Outage.status(alice).get("paused").asBoolean());
            theFirstIsUnreadAndTheSecondIsOverdue(chain.get(0));
        } finally {
            operator.post("/api/v1/engine/resume", Map.of());
        }
        assertApplied(chain);
    }

    @Test
    void whileTheEngineIsBehindNoneIsMissing() throws SQLException {
        List<Map<String, Object>> chain = secondWaits();
        try (Connection other = connections.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from outbox_partition order by topic_id, partition for update");
            theFirstIsUnreadAndTheSecondIsOverdue(chain.get(0));
            other.rollback();
            other.setAutoCommit(true);
        }
        assertApplied(chain);
    }

    private List<Map<String, Object>> secondWaits() {
        Map<String, Object> first = create("message", "m-1", Map.of("text", "1"));
        Map<String, Object> second = after(first, patch("message", "m-1", null, Map.of("text", "2")));
        alice.push("phone", List.of(second));
        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 1);
        return List.of(first, second);
    }

    /** It came half an hour after the other one, which was time enough. */
    private void theFirstIsUnreadAndTheSecondIsOverdue(Map<String, Object> first) {
        // Of another test's changes there may be an earlier look at the queue.
        await().atMost(Duration.ofSeconds(20)).until(() -> oldestAge() == 0);
        ProducerRecord<byte[], byte[]> now = OutboxTopic.message(key(), envelope(first));
        long then = Instant.now().minus(Duration.ofMinutes(90)).toEpochMilli();
        OutboxTopic.send(List.of(new ProducerRecord<>(now.topic(), null, then, now.key(), now.value(), now.headers())));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> oldestAge() > Duration.ofHours(1).toSeconds());
        database.update("update parked set parked_at = now() - interval '2 hours' where tenant = ?", tenant);
        // For some looks at what waits.
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(20)).until(() -> parked() == 1);
    }

    private static double oldestAge() {
        return Metrics.value("syncline_queue_oldest_age_seconds");
    }

    private String key() {
        return new String(new RecordKey(tenant, "message", "m-1").composite(), StandardCharsets.UTF_8);
    }

    private String envelope(Map<String, Object> change) {
        return OutboxTopic.envelope(tenant, new String(Api.bytes(change), StandardCharsets.UTF_8));
    }

    private void assertApplied(List<Map<String, Object>> chain) {
        assertEquals(
                List.of("APPLIED", "APPLIED"),
                outcomes(chain).stream().map(ack -> ack.get("outcome").asText()).toList());
    }

    @Test
    void whatNamesAChangeOfAnotherRecordDoesNotWaitForEver() {
        Map<String, Object> elsewhere = create("message", "m-2", Map.of("text", "1"));
        Map<String, Object> waiting = after(elsewhere, create("message", "m-1", Map.of("text", "2")));
        alice.push("phone", List.of(waiting));
        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 1);

        alice.sync("phone", elsewhere);

        await().atMost(Duration.ofSeconds(30)).until(() -> parked() == 0);
        assertEquals(List.of("0 REJECTED invalid-after"), claims(waiting));
    }

    @ParameterizedTest
    @ValueSource(strings = {"m-1", "m-2"})
    void changesThatWouldWaitForEachOtherAreRejected(String otherRecord) {
        Map<String, Object> one = create("message", "m-1", Map.of("text", "1"));
        Map<String, Object> other = after(one, create("message", otherRecord, Map.of("text", "2")));
        Map<String, Object> first = after(other, one);
        alice.push("phone", List.of(first));
        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 1);

        alice.push("phone", List.of(other));

        await().atMost(Duration.ofSeconds(30)).until(() -> parked() == 0);
        assertEquals(List.of("0 REJECTED invalid-after"), claims(other));
        assertEquals(1, claims(first).size());
        assertTrue(claims(first).get(0).startsWith("0 REJECTED"), () -> claims(first)
                .toString());
    }

    @Test
    void moreThanATransactionMayLoadIsReleasedInParts() {
        String text = "x".repeat(240 * 1024);
        Map<String, Object> first = create("message", "m-1", Map.of("n", 0));
        List<Map<String, Object>> chain = new ArrayList<>(List.of(first));
        for (int i = 1; i <= 100; i++) {
            chain.add(after(chain.get(i - 1), update("message", "m-1", null, Map.of("n", i, "text", text))));
        }
        for (int from = 1; from <= 100; from += 20) {
            alice.push("phone", chain.subList(from, from + 20));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> parked() == 100);

        alice.sync("phone", first);

        await().atMost(Duration.ofSeconds(60)).until(() -> parked() == 0);
        assertEquals(
                101, database.number("select count(*) from ledger where tenant = ? and outcome = 'APPLIED'", tenant));
        assertTrue(
                database.number("select count(distinct tx) from ledger where tenant = ?", tenant) > 1,
                "not all at once");
        assertEquals(
                100,
                alice.get("/api/v1/records/message/m-1").body().at("/data/n").asInt());
    }

    /** What became of everything that came under the change's id, first come first. */
    private List<String> claims(Map<String, Object> change) {
        return database.texts(
                "select concat_ws(' ', claim::text, outcome, code) from ledger where tenant = ? and change_id = ?"
                        + " order by claim",
                tenant,
                id(change));
    }

    /** Two changes in a chain, parked as the one before them was not sent. */
    private List<Map<String, Object>> waitingFor(Map<String, Object> unsent) {
        Map<String, Object> second = after(unsent, patch("message", "m-1", null, Map.of("text", "2")));
        Map<String, Object> third = after(second, patch("message", "m-1", null, Map.of("text", "3")));
        alice.push("phone", List.of(second, third));
        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 2);
        return List.of(second, third);
    }

    private List<Map<String, Object>> deadLetterWithSuccessor() {
        alice.sync("phone", create("task", "t-1", Map.of("title", "one")));
        alice.sync("phone", update("task", "t-1", 1L, Map.of("title", "two")));
        Map<String, Object> failing = update("task", "t-1", 1L, Map.of("title", "throw"));
        Map<String, Object> next = after(failing, patch("task", "t-1", null, Map.of("more", "and on")));
        assertEquals(
                "DEAD_LETTERED", alice.sync("laptop", failing).get("outcome").asText());
        alice.push("laptop", List.of(next));
        await().atMost(Duration.ofSeconds(20)).until(() -> parked() == 1);
        return List.of(failing, next);
    }

    private String letter(Map<String, Object> change) {
        return database.text("select id::text from dead_letter where change_id = ?", id(change));
    }

    private String state(String letter) {
        return database.text("select state from dead_letter where id = ?", UUID.fromString(letter));
    }

    private void order(DeadLetterOrder.Kind kind, String letter, int attempt) {
        UUID id = UUID.fromString(letter);
        byte[] payload = database.text("select convert_from(payload, 'UTF8') from dead_letter where id = ?", id)
                .getBytes(StandardCharsets.UTF_8);
        String key = database.text("select convert_from(key, 'UTF8') from dead_letter where id = ?", id);
        ProducerRecord<byte[], byte[]> message = OutboxTopic.message(key, payload, "1");
        message.headers().add(DeadLetterOrder.HEADER, new DeadLetterOrder(kind, tenant, id, attempt).encode());
        OutboxTopic.send(List.of(message));
    }

    private static UUID id(Map<String, Object> change) {
        return UUID.fromString((String) change.get("id"));
    }

    private long parked() {
        return database.number("select count(*) from parked where tenant = ?", tenant);
    }

    private List<JsonNode> outcomes(List<Map<String, Object>> changes) {
        List<Object> ids = changes.stream().map(change -> change.get("id")).toList();
        JsonNode acks = alice.post("/api/v1/changes/query", Map.of("ids", ids), "Prefer", "wait=30")
                .body()
                .get("acks");
        List<JsonNode> inOrder = new ArrayList<>();
        for (Object id : ids) {
            acks.forEach(ack -> {
                if (ack.get("changeId").asText().equals(id)) {
                    inOrder.add(ack);
                }
            });
        }
        assertEquals(changes.size(), inOrder.size(), () -> acks.toString());
        return inOrder;
    }
}
