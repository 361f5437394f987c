package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Messages that can never be processed, on the topic itself: each costs itself, and nothing else. */
@QuarkusTest
class PoisonTest {

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

    @Test
    void aHundredPoisonedAmongTenThousandCostThemselvesOnly() {
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            boolean poisoned = i % 100 == 50;
            String change = change("m-" + i, "{\"text\":\"" + i + "\"}");
            messages.add(OutboxTopic.message(
                    "k" + i % 50,
                    poisoned
                            ? OutboxTopic.envelope(tenant, change.replace("\"text\"", "\"\\ud800\""))
                            : OutboxTopic.envelope(tenant, change)));
        }
        long before = unreadable();

        OutboxTopic.send(messages);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> database.number("select count(*) from record where tenant = ?", tenant) == 9_900);
        await().atMost(Duration.ofSeconds(20)).until(() -> unreadable() == before + 100);
        assertEquals(9_900, database.number("select count(*) from ledger where tenant = ?", tenant));
    }

    @Test
    void aMessageMakesNoMeterOfItsOwn() {
        String invented = "invented-" + UUID.randomUUID();
        String change = change("m-1", "{\"text\":\"a\"}").replace("\"message\"", "\"" + invented + "\"");
        double before = unknownRejected();

        OutboxTopic.send(List.of(OutboxTopic.message("k", OutboxTopic.envelope(tenant, change))));

        await().atMost(Duration.ofSeconds(20)).until(() -> unknownRejected() == before + 1);
        assertFalse(Api.text("/q/metrics").contains(invented));
    }

    private static double unknownRejected() {
        return Api.text("/q/metrics")
                .lines()
                .filter(line -> line.startsWith("syncline_changes_resolved_total{")
                        && line.contains("entity=\"unknown\"")
                        && line.contains("outcome=\"REJECTED\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void whatOnlyTheDatabaseRefusesIsFoundByHalvingAndSetAside() {
        // Longer than an index entry may be: the ingress would have refused it, the database does.
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

    private long unreadable() {
        return database.number("select count(*) from dead_letter where cause = 'undecodable'");
    }

    private static String change(String entityId, String data) {
        return "{\"id\":\"" + UUID.randomUUID() + "\",\"type\":\"CREATE\",\"entity\":\"message\",\"entityId\":\""
                + entityId + "\",\"data\":" + data + ",\"localVersion\":0,\"timestamp\":1760000000000}";
    }
}
