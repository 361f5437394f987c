package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.syncline.outbox.DeadLetterOrder;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.tracing.Traces;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that can never be processed, on the topic itself: each costs itself, and nothing else. */
@QuarkusTest
class PoisonTest {

    /** As the settings have it. */
    private static final int BATCH = 1000;

    /** More than it takes to fetch what the test sends. */
    private static final int POLLS = 40;

    /** A message that can never be processed. */
    private interface Poison {
        ProducerRecord<byte[], byte[]> message(String tenant, String key);
    }

    private static final List<Poison> POISONS = List.of(
            (tenant, key) ->
                    OutboxTopic.message(key, OutboxTopic.envelope(tenant, change("m-nul", "{\"text\":\"a\\u0000\"}"))),
            (tenant, key) ->
                    OutboxTopic.message(key, OutboxTopic.envelope(tenant, change("m-half", "{\"\\ud800\":\"a\"}"))),
            (tenant, key) -> OutboxTopic.message(key, new byte[] {'{', (byte) 0xff, '}'}, "1"),
            (tenant, key) -> OutboxTopic.message(key, OutboxTopic.envelope(tenant, task("throw"))),
            (tenant, key) -> OutboxTopic.message(key, new byte[0], "1"),
            (tenant, key) -> OutboxTopic.message(
                    key,
                    OutboxTopic.envelope(tenant, change("m-new", "{\"text\":\"a\"}"))
                            .getBytes(StandardCharsets.UTF_8),
                    "99"),
            (tenant, key) -> OutboxTopic.message(key, "{}".getBytes(StandardCharsets.UTF_8), null),
            (tenant, key) -> OutboxTopic.message(key, OutboxTopic.envelope(tenant, task("throw"))),
            (tenant, key) -> OutboxTopic.message(key, OutboxTopic.envelope(tenant, task("throw"))),
            // Longer than the table takes: the ingress would have refused it.
            (tenant, key) -> OutboxTopic.message(
                    key, OutboxTopic.envelope(tenant, change(randomText(4_000), "{\"text\":\"a\"}"))));

    /** It takes all the time that a resolver has, and takes the place of another that fails. */
    private static final Poison SLEEPER =
            (tenant, key) -> OutboxTopic.message(key, OutboxTopic.envelope(tenant, task("never return")));

    // Half a round from what has its batch halved, or it would be waited for with every half.
    private static final Set<Integer> SLEEPERS = Set.of(350, 5_350);

    @Inject
    Database database;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    @Test
    void unreadableMessagesBecomeDeadLettersAndTheOthersAreApplied() {
        long before = unreadable();
        OutboxTopic.send(List.of(
                OutboxTopic.message("k", new byte[] {1, 2, (byte) 0xff}, "1"),
                OutboxTopic.message("k", "{}"),
                OutboxTopic.message(null, new byte[0], "1"),
                OutboxTopic.message("k", "[".repeat(5000)),
                OutboxTopic.message("k", OutboxTopic.envelope(tenant, change("m-0", "{\"text\":\"a\\u0000\"}"))),
                OutboxTopic.message("k", OutboxTopic.envelope(tenant, change("m-0", "{\"text\":\"a\\ud800\"}"))),
                OutboxTopic.message("k", OutboxTopic.envelope(tenant, "{}")),
                OutboxTopic.message("k", "{}".getBytes(), "99"),
                OutboxTopic.message("k", "{}".getBytes(), null)));

        alice.sync("phone", create("message", "m-1", Map.of("text", "fine")));

        await().atMost(Duration.ofSeconds(20)).until(() -> unreadable() == before + 9);
        assertEquals(404, alice.get("/api/v1/records/message/m-0").status());
    }

    static Stream<Arguments> strangeHeaders() {
        String schema = OutboxCodec.SCHEMA_HEADER;
        String order = DeadLetterOrder.HEADER;
        return Stream.of(
                arguments("a schema version without value", schema, null, "undecodable"),
                arguments("a schema version with U+0000", schema, bytes("1\0"), "undecodable"),
                arguments("a schema version that is no UTF-8", schema, new byte[] {(byte) 0xff}, "undecodable"),
                arguments(
                        "a schema version longer than any message", schema, bytes("x".repeat(700_000)), "undecodable"),
                arguments("an order without value", order, null, "applied"),
                arguments("an order that is none", order, bytes("DISCARD"), "applied"),
                arguments(
                        "an order for a tenant with U+0000",
                        order,
                        bytes("REDRIVE:1:" + UUID.randomUUID() + ":a\0b"),
                        "passed over"),
                arguments("an instance without value", OutboxCodec.INSTANCE_HEADER, null, "applied"),
                arguments("a trace without value", Traces.HEADER, null, "applied"));
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("strangeHeaders")
    void aHeaderThatSynclineDoesNotWriteCostsItsOwnMessageAtMost(
            String what, String header, byte[] value, String becomes) {
        long before = unreadable();
        ProducerRecord<byte[], byte[]> strange =
                OutboxTopic.message("k", OutboxTopic.envelope(tenant, change("m-1", "{\"text\":\"a\"}")));
        strange.headers().remove(header).add(header, value);

        OutboxTopic.send(List.of(strange));

        assertOthersAreApplied();
        assertEquals(becomes.equals("applied") ? 1 : 0, records("m-1"));
        assertEquals(before + (becomes.equals("undecodable") ? 1 : 0), unreadable());
    }

    @ParameterizedTest
    @CsvSource({"9007199254740991, APPLIED", "0, APPLIED", "-9007199254740991, set aside"})
    void aMessageOfAnotherAgeCostsItselfAtMost(long receivedAt, String becomes) {
        for (int number = 0; number < 3; number++) {
            String ofNow = OutboxTopic.envelope(tenant, change("m-" + number, "{\"text\":\"a\"}"));
            OutboxTopic.send(List.of(OutboxTopic.message(
                    "k", ofNow.replace("\"receivedAt\":1760000000000", "\"receivedAt\":" + receivedAt))));

            assertOthersAreApplied();
            assertEquals(becomes.equals("APPLIED") ? 1 : 0, records("m-" + number));
        }
    }

    /** Again and again, as a batch is answered while the next is at work, and another consumer takes over from one that ends. */
    private void assertOthersAreApplied() {
        for (int number = 0; number < 3; number++) {
            String id = "m-" + UUID.randomUUID();
            OutboxTopic.send(
                    List.of(OutboxTopic.message("k", OutboxTopic.envelope(tenant, change(id, "{\"text\":\"a\"}")))));
            await().atMost(Duration.ofSeconds(30)).until(() -> records(id) == 1);
        }
    }

    private long records(String id) {
        return database.number("select count(*) from record where tenant = ? and entity_id = ?", tenant, id);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aHundredPoisonedAmongTenThousandCostThemselvesOnly() {
        alice.sync("phone", create("task", "t-1", Map.of("title", "the longest of all titles")));
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            messages.add(OutboxTopic.message(
                    "k" + i % 49, OutboxTopic.envelope(tenant, change("m-" + i, "{\"text\":\"" + i + "\"}"))));
            if (i % 100 == 50) {
                Poison poison = SLEEPERS.contains(i) ? SLEEPER : POISONS.get(i / 100 % POISONS.size());
                messages.add(poison.message(tenant, "k" + i % 49));
            }
        }
        Map<String, Long> deadBefore = deadLetters();
        double before = transactions();

        whilePaused(() -> OutboxTopic.send(messages));

        await().atMost(Duration.ofMinutes(3))
                .until(() -> database.number("select count(*) from record where tenant = ?", tenant) == 10_001);
        await().atMost(Duration.ofMinutes(1)).until(() -> sum(deadLetters()) >= sum(deadBefore) + 100);
        Map<String, Long> dead = deadLetters();
        dead.replaceAll((cause, count) -> count - deadBefore.getOrDefault(cause, 0L));
        assertEquals(
                Map.of(
                        "undecodable",
                        60L,
                        "resolver-failed",
                        30L,
                        "refused-by-store",
                        10L,
                        "crashed",
                        0L,
                        "internal",
                        0L),
                dead);
        assertEquals(
                10_001,
                database.number("select count(*) from ledger where tenant = ? and outcome = 'APPLIED'", tenant));
        // What cannot be read or fails in a resolver costs no transaction; what the database refuses costs one for
        // itself and one for each half of its batch that it was not in.
        double halvings = Math.ceil(Math.log(BATCH) / Math.log(2));
        double bound = POLLS + 10 * (1 + halvings);
        assertTrue(transactions() - before <= bound, () -> transactions() - before + " transactions");
    }

    /** Whatever comes, comes to the engine in batches as large as they may be. */
    private void whilePaused(Runnable sending) {
        Api operator = Api.as(tenant, "op", "sync-operator");
        operator.post("/api/v1/engine/pause", Map.of());
        try {
            sending.run();
        } finally {
            operator.post("/api/v1/engine/resume", Map.of());
        }
    }

    @Test
    void aMessageMakesNoMeterOfItsOwn() {
        String invented = "invented-" + UUID.randomUUID();
        String change = change("m-1", "{\"text\":\"a\"}").replace("\"message\"", "\"" + invented + "\"");
        double before = unknownSetAside();

        OutboxTopic.send(List.of(OutboxTopic.message("k", OutboxTopic.envelope(tenant, change))));

        await().atMost(Duration.ofSeconds(20)).until(() -> unknownSetAside() == before + 1);
        assertFalse(Api.text("/q/metrics").contains(invented));
    }

    private static double unknownSetAside() {
        return Api.text("/q/metrics")
                .lines()
                .filter(line -> line.startsWith("syncline_changes_resolved_total{")
                        && line.contains("entity=\"unknown\"")
                        && line.contains("outcome=\"DEAD_LETTERED\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void whatOnlyTheDatabaseRefusesIsFoundByHalvingAndSetAside() {
        // Longer than the table takes: the ingress would have refused it, the database does.
        String tooLong = "x".repeat(200_000);
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String id = i == 321 ? randomText(tooLong.length()) : "m-" + i;
            messages.add(OutboxTopic.message("k", OutboxTopic.envelope(tenant, change(id, "{\"text\":\"a\"}"))));
        }

        OutboxTopic.send(messages);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> database.number("select count(*) from record where tenant = ?", tenant) == 499);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> database.number(
                                "select count(*) from dead_letter where cause = 'refused-by-store' and (tenant = ? or"
                                        + " position(? in convert_from(payload, 'UTF8')) > 0)",
                                tenant,
                                tenant)
                        == 1);
    }

    /** Text that does not compress to what an index could take. */
    private static String randomText(int length) {
        StringBuilder text = new StringBuilder();
        Random random = new Random(1);
        while (text.length() < length) {
            text.append(Long.toString(random.nextLong(), 36).replace("-", ""));
        }
        return text.toString();
    }

    /** That committed. */
    private static double transactions() {
        return Api.text("/q/metrics")
                .lines()
                .filter(line -> line.startsWith("syncline_batch_size_count"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private long unreadable() {
        return database.number("select count(*) from dead_letter where cause = 'undecodable'");
    }

    private Map<String, Long> deadLetters() {
        Map<String, Long> counts = new HashMap<>();
        for (String cause : List.of("undecodable", "resolver-failed", "refused-by-store", "crashed", "internal")) {
            counts.put(cause, database.number("select count(*) from dead_letter where cause = ?", cause));
        }
        return counts;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A conflict with the one task there is. */
    private static String task(String title) {
        return change("task", "t-1", "{\"title\":\"" + title + "\"}");
    }

    private static String change(String entityId, String data) {
        return change("message", entityId, data);
    }

    private static String change(String entity, String entityId, String data) {
        return "{\"id\":\"" + UUID.randomUUID() + "\",\"type\":\"CREATE\",\"entity\":\"" + entity + "\",\"entityId\":\""
                + entityId + "\",\"data\":" + data + ",\"localVersion\":0,\"timestamp\":1760000000000}";
    }
}
