package dev.syncline.service;

import static dev.syncline.service.Changes.after;
import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.update;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of one record no more waits than is allowed, and what goes on takes no more of a transaction than its part. */
@QuarkusTest
@TestProfile(Tight.class)
class ParkingLimitsTest {

    @Inject
    Database database;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");
    private final Map<String, Object> first = create("task", "t-1", Map.of("title", ""));

    @Test
    void whatComesBeyondThemIsADeadLetter() {
        alice.push("phone", waiting(Tight.WAITING + 2));

        await().atMost(Duration.ofSeconds(30)).until(() -> letters() == 2);
        assertEquals(Tight.WAITING, parked());
        alice.push("phone", List.of(first));
        await().atMost(Duration.ofSeconds(60)).until(() -> parked() == 0);
        assertEquals(
                Tight.WAITING + 1,
                database.number("select count(*) from ledger where tenant = ? and outcome = 'APPLIED'", tenant));
    }

    @Test
    void theChangeThatTheyWaitForDoesNotPayForWhatTheirResolversTake() {
        alice.push("phone", waiting(Tight.WAITING));
        await().atMost(Duration.ofSeconds(30)).until(() -> parked() == Tight.WAITING);

        assertEquals("APPLIED", alice.sync("phone", first).get("outcome").asText());

        await().atMost(Duration.ofSeconds(60)).until(() -> parked() == 0);
        assertEquals(0, letters());
        long atOnce = database.number(
                "select max(n) from (select count(*) as n from ledger where tenant = ? group by tx) as transactions",
                tenant);
        assertTrue(atOnce <= Tight.BATCH_WITHIN.dividedBy(TestResolver.SLOW) + 3, () -> atOnce + " in one transaction");
    }

    /** All for the same one, so that each but the first is a conflict, which takes its time. */
    private List<Map<String, Object>> waiting(int count) {
        return IntStream.range(0, count)
                .mapToObj(number ->
                        after(first, update("task", "t-1", null, Map.of("title", "slowly" + "!".repeat(number)))))
                .toList();
    }

    private long parked() {
        return database.number("select count(*) from parked where tenant = ?", tenant);
    }

    private long letters() {
        return database.number("select count(*) from dead_letter where tenant = ?", tenant);
    }
}
