package dev.syncline.service;

import static dev.syncline.service.Changes.after;
import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.patch;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever writes a position notes its transaction, by which a start sees whether it lies ahead of the counter. */
@QuarkusTest
class HighestTransactionTest {

    @Inject
    Database database;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    /** Else what other tests handed over would be noted in place of what is done here. */
    @BeforeEach
    void nothingElseIsOnItsWay() {
        await().atMost(Outage.PATIENCE)
                .until(() -> Outage.status(alice).get("queueDepth").asLong(-1) == 0);
    }

    @Test
    void anAppliedChangeIsNotedAndSoIsItsResend() {
        Map<String, Object> change = create("message", "m-1", Map.of("text", "a"));

        alice.sync("phone", change);
        long applied = highest();
        assertNoted(applied);

        alice.push("phone", List.of(change));
        await().atMost(Duration.ofSeconds(20)).until(() -> highest() > applied);
        assertNoted(highest());
    }

    @Test
    void aRejectedChangeIsNoted() {
        alice.sync("phone", patch("message", "m-1", 1L, Map.of("text", "a")));

        assertNoted(highest());
    }

    @Test
    void aChangeSetAsideIsNotedAndSoIsItsDiscard() {
        Api admin = Api.as(tenant, "root", "sync-admin");
        alice.sync("phone", create("task", "t-1", Map.of("title", "a")));
        Map<String, Object> failing = create("task", "t-1", Map.of("title", "throw"));
        alice.sync("laptop", failing);
        long setAside = highest();
        assertNoted(setAside);

        String letter = database.text("select id::text from dead_letter where tenant = ?", tenant);
        assertEquals(202, admin.delete("/api/v1/dead-letters/" + letter).status());
        await().atMost(Duration.ofSeconds(20)).until(() -> highest() > setAside);
        assertNoted(highest());
    }

    @Test
    void whatTheDatabaseRefusesIsNoted() {
        // Longer than the table takes.
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            id.append(UUID.randomUUID());
        }
        OutboxTopic.send(List.of(OutboxTopic.message(
                "k",
                OutboxTopic.envelope(
                        tenant,
                        "{\"id\":\"" + UUID.randomUUID() + "\",\"type\":\"CREATE\",\"entity\":\"message\","
                                + "\"entityId\":\"" + id + "\",\"data\":{},\"localVersion\":0,"
                                + "\"timestamp\":1760000000000}"))));

        await().atMost(Duration.ofSeconds(20)).until(() -> highest() > 0);
        assertEquals("refused-by-store", database.text("select cause from dead_letter where tenant = ?", tenant));
        assertNoted(highest());
    }

    @Test
    void aChangeThatWaitedTooLongIsNoted() {
        Map<String, Object> unseen = create("message", "m-1", Map.of("text", "a"));
        Map<String, Object> waiting = after(unseen, patch("message", "m-1", null, Map.of("text", "b")));
        alice.push("phone", List.of(waiting));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> database.number("select count(*) from parked where tenant = ?", tenant) == 1);

        database.update("update parked set parked_at = now() - interval '2 hours' where tenant = ?", tenant);

        await().atMost(Duration.ofSeconds(30)).until(() -> highest() > 0);
        assertEquals("predecessor-missing", database.text("select cause from dead_letter where tenant = ?", tenant));
        assertNoted(highest());
    }

    /** Of what the tenant's rows tell. */
    private long highest() {
        return database.number(
                "select coalesce(max(tx), 0) from (select tenant, tx from record union all"
                        + " select tenant, tx from ledger) as written where tenant = ?",
                tenant);
    }

    private void assertNoted(long tx) {
        assertTrue(tx > 0);
        long notes = database.number(
                "select count(*) from outbox_partition where highest_tx = ?"
                        + " and highest_epoch = (select max(number) from epoch)",
                tx);
        assertTrue(notes > 0, () -> "nothing is noted of transaction " + tx);
    }
}
