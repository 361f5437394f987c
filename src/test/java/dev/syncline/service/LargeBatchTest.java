package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.patch;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A batch whose records are together larger than a transaction may load is taken in parts. */
@QuarkusTest
class LargeBatchTest {

    private static final int RECORDS = 100;

    private final Api alice = Api.as(Api.newTenant(), "alice");

    @Test
    void tinyPatchesOfLargeRecordsAreAllApplied() {
        String text = "x".repeat(240 * 1024);
        for (int from = 0; from < RECORDS; from += 20) {
            List<Map<String, Object>> creates = new ArrayList<>();
            for (int i = from; i < from + 20; i++) {
                creates.add(create("message", "m-" + i, Map.of("text", text)));
            }
            alice.sync("phone", creates);
        }
        List<Map<String, Object>> patches = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            patches.add(patch("message", "m-" + i, 1L, Map.of("pinned", true)));
        }

        List<JsonNode> acks = alice.sync("phone", patches);

        assertEquals(RECORDS, acks.size());
        assertTrue(acks.stream().allMatch(ack -> ack.get("outcome").asText().equals("APPLIED")));
        assertTrue(acks.stream().allMatch(ack -> ack.get("version").asLong() == 2));
    }
}
