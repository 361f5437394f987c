package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A batch whose resolvers take longer than a transaction may is taken in parts. */
@QuarkusTest
@TestProfile(Tight.class)
class SlowResolverTest {

    private static final int CHANGES = 60;

    @Inject
    Database database;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    @Test
    void everyPartCommitsAndTheOrderStays() {
        alice.sync("phone", create("task", "t-1", Map.of("title", "a")));
        List<Map<String, Object>> changes = new ArrayList<>();
        List<String> titles = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            // Each longer than the one before, so each wins if it comes behind it.
            titles.add("slowly" + "!".repeat(i));
            changes.add(update("task", "t-1", i == 0 ? 1L : 0L, Map.of("title", titles.get(i))));
        }

        List<JsonNode> acks = alice.sync("phone", changes);

        assertEquals(CHANGES, acks.size());
        assertEquals(0, database.number("select count(*) from dead_letter where tenant = ?", tenant));
        for (int i = 0; i < CHANGES; i++) {
            assertEquals(changes.get(i).get("id"), acks.get(i).get("changeId").asText());
            assertEquals(2 + i, acks.get(i).get("version").asLong(), acks.get(i)::toString);
            assertEquals(
                    titles.get(i),
                    alice.get("/api/v1/records/task/t-1/revisions/" + (2 + i))
                            .body()
                            .at("/data/title")
                            .asText());
        }
        long atOnce = database.number(
                "select max(n) from (select count(*) as n from ledger where tenant = ? group by tx) as transactions",
                tenant);
        assertTrue(atOnce <= Tight.BATCH_WITHIN.dividedBy(TestResolver.SLOW) + 1, () -> atOnce + " in one transaction");
    }
}
