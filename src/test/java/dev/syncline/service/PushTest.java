package dev.syncline.service;

import static dev.syncline.service.Changes.after;
import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.delete;
import static dev.syncline.service.Changes.patch;
import static dev.syncline.service.Changes.update;
import static dev.syncline.service.Changes.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** From a push over the broker and the engine to its ack. */
@QuarkusTest
class PushTest {

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");
    private final Api bob = Api.as(tenant, "bob");

    @Test
    void aCreatedRecordIsAppliedAndCanBeRead() {
        JsonNode ack = alice.sync("phone", create("message", "m-1", Map.of("text", "hello")));

        assertEquals("APPLIED", ack.get("outcome").asText());
        assertEquals(1, ack.get("version").asLong());
        assertEquals(32, ack.get("cursor").asText().length());
        Api.Answer read = bob.get("/api/v1/records/message/m-1");
        assertEquals(200, read.status());
        assertEquals("hello", read.body().at("/data/text").asText());
        assertEquals("\"1\"", read.headers().firstValue("ETag").orElseThrow());
    }

    @Test
    void withoutPreferTheAnswerIs202AndTheAckComesLater() {
        Map<String, Object> change = create("message", "m-1", Map.of("text", "hello"));

        Api.Answer answer = alice.push("phone", List.of(change));

        assertEquals(202, answer.status());
        assertEquals(change.get("id"), answer.body().at("/accepted/0").asText());
        assertTrue(answer.body().get("serverTime").isIntegralNumber());
        Api.Answer asked =
                alice.post("/api/v1/changes/query", Map.of("ids", List.of(change.get("id"))), "Prefer", "wait=30");
        assertEquals("APPLIED", asked.body().at("/acks/0/outcome").asText());
        assertEquals(
                asked.body().at("/acks/0"),
                alice.get("/api/v1/changes/" + change.get("id")).body());
    }

    @Test
    void idsAreEchoedAsTheyWereSent() {
        Map<String, Object> lower = create("message", "m-1", Map.of("text", "a"));
        Map<String, Object> upper = inUpperCase(lower);
        Map<String, Object> other = inUpperCase(create("message", "m-2", Map.of("text", "b")));
        Map<String, Object> forbidden = inUpperCase(create("message", TestAccess.FORBIDDEN, Map.of("text", "c")));
        Map<String, Object> behind = inUpperCase(after(forbidden, delete("message", "m-3", null)));
        Map<String, Object> reused = with(upper, "data", Map.of("text", "d"));
        Map<String, Object> onFirst = after(upper, delete("message", "m-1", null));

        Api.Answer answer = alice.push("phone", List.of(lower, upper, other, forbidden, behind, reused, onFirst));

        List<Object> accepted = new ArrayList<>();
        answer.body().get("accepted").forEach(id -> accepted.add(id.asText()));
        assertEquals(List.of(lower.get("id"), upper.get("id"), other.get("id"), onFirst.get("id")), accepted);
        JsonNode rejected = answer.body().get("rejected");
        assertEquals(List.of(forbidden.get("id"), behind.get("id"), upper.get("id")), rejected.findValuesAsText("id"));
        assertEquals(List.of("forbidden", "predecessor-rejected", "id-reused"), rejected.findValuesAsText("code"));
    }

    @Test
    void whatBuildsOnAForbiddenChangeIsRefusedWithItThoughSentBefore() {
        Map<String, Object> forbidden = create("message", TestAccess.FORBIDDEN, Map.of("text", "a"));
        Map<String, Object> behind = after(forbidden, delete("message", "m-1", null));
        Map<String, Object> other = create("message", "m-2", Map.of("text", "b"));

        Api.Answer answer = alice.push("phone", List.of(behind, forbidden, other));

        assertEquals(1, answer.body().get("accepted").size());
        assertEquals(
                List.of("predecessor-rejected", "forbidden"),
                answer.body().get("rejected").findValuesAsText("code"));
    }

    private static Map<String, Object> inUpperCase(Map<String, Object> change) {
        return with(change, "id", ((String) change.get("id")).toUpperCase(Locale.ROOT));
    }

    @Test
    void editsOfDifferentFieldsMerge() {
        alice.sync("phone", create("message", "m-1", Map.of("text", "hello", "pinned", false)));
        bob.sync("laptop", update("message", "m-1", 1L, Map.of("text", "hello", "pinned", true)));

        JsonNode ack = alice.sync("phone", update("message", "m-1", 1L, Map.of("text", "hello all", "pinned", false)));

        assertEquals("MERGED", ack.get("outcome").asText());
        assertEquals(3, ack.get("version").asLong());
        assertEquals("hello all", ack.at("/data/text").asText());
        assertTrue(ack.at("/data/pinned").asBoolean());
        assertTrue(ack.has("conflictId"));
    }

    @Test
    void theLaterWriteTakesAUserRecordAndTheConflictKeepsTheOther() {
        long now = System.currentTimeMillis();
        alice.sync("phone", with(create("user", "u-1", Map.of("name", "A")), "timestamp", now - 9000));
        bob.sync("laptop", with(update("user", "u-1", 1L, Map.of("name", "B")), "timestamp", now - 1000));

        JsonNode ack =
                alice.sync("phone", with(update("user", "u-1", 1L, Map.of("name", "C")), "timestamp", now - 5000));

        assertEquals("SUPERSEDED", ack.get("outcome").asText());
        assertEquals("B", ack.at("/data/name").asText());
        JsonNode conflict = Api.as(tenant, "carol", "sync", "sync-admin")
                .get("/api/v1/conflicts/" + ack.get("conflictId").asText())
                .body();
        assertEquals("C", conflict.at("/mine/data/name").asText());
        assertEquals("B", conflict.at("/theirs/data/name").asText());
        assertEquals("A", conflict.at("/base/data/name").asText());
    }

    @Test
    void aChainOfOfflineEditsDoesNotConflictWithItselfAndTheOthersEditSurvives() {
        alice.sync("phone", create("message", "m-1", Map.of("text", "one\ntwo\nthree\n", "pinned", false)));
        bob.sync("laptop", patch("message", "m-1", 1L, Map.of("pinned", true)));
        List<Map<String, Object>> chain = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            Map<String, Object> edit = patch("message", "m-1", 1L, Map.of("text", "one\ntwo\nthree " + i + "\n"));
            chain.add(chain.isEmpty() ? edit : after(chain.get(chain.size() - 1), edit));
        }

        List<JsonNode> acks = alice.sync("phone", chain);

        assertEquals(
                List.of("MERGED", "MERGED", "MERGED", "MERGED", "MERGED"),
                acks.stream().map(ack -> ack.get("outcome").asText()).toList());
        JsonNode record = alice.get("/api/v1/records/message/m-1").body();
        assertEquals("one\ntwo\nthree 5\n", record.at("/data/text").asText());
        assertTrue(record.at("/data/pinned").asBoolean());
        JsonNode conflicts = Api.as(tenant, "carol", "sync-admin")
                .get("/api/v1/conflicts?entity=message&entityId=m-1")
                .body()
                .get("conflicts");
        conflicts.forEach(
                conflict -> assertEquals("MERGED", conflict.get("resolution").asText()));
    }

    @Test
    void severalChangesToOneRecordInOnePushSeeEachOther() {
        Map<String, Object> first = create("message", "m-1", Map.of("text", "a"));
        Map<String, Object> second = after(first, patch("message", "m-1", null, Map.of("text", "b")));
        Map<String, Object> third = after(second, delete("message", "m-1", null));

        List<JsonNode> acks = alice.sync("phone", List.of(first, second, third));

        assertEquals(
                List.of(1L, 2L, 3L),
                acks.stream().map(ack -> ack.get("version").asLong()).toList());
        assertTrue(acks.stream().allMatch(ack -> ack.get("outcome").asText().equals("APPLIED")));
        JsonNode record = alice.get("/api/v1/records/message/m-1").body();
        assertTrue(record.get("deleted").asBoolean());
        assertFalse(record.has("data"));
        assertEquals(
                3,
                alice.get("/api/v1/records/message/m-1/revisions")
                        .body()
                        .get("revisions")
                        .size());
    }

    @Test
    void theSamePushFromEightThreadsThreeTimesOverTakesEffectOnce() throws Exception {
        List<Map<String, Object>> changes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            changes.add(create("message", "m-" + i, Map.of("text", "hello " + i)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<List<JsonNode>>> pushes = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                pushes.add(() -> alice.sync("phone", changes));
            }
            Set<List<JsonNode>> answers = new HashSet<>();
            for (Future<List<JsonNode>> answer : threads.invokeAll(pushes)) {
                answers.add(answer.get());
            }
            assertEquals(1, answers.size(), "every push gets identical acks");
        } finally {
            threads.shutdownNow();
        }
        for (int i = 0; i < 20; i++) {
            JsonNode revisions = alice.get("/api/v1/records/message/m-" + i + "/revisions")
                    .body()
                    .get("revisions");
            assertEquals(1, revisions.size());
        }
    }

    @Test
    void anIdUsedForAnotherChangeIsRejectedAndTheFirstStays() {
        Map<String, Object> first = create("message", "m-1", Map.of("text", "a"));
        alice.sync("phone", first);

        JsonNode otherContent = alice.sync("phone", with(first, "data", Map.of("text", "b")));
        JsonNode otherSubject = bob.sync("phone", first);

        for (JsonNode ack : List.of(otherContent, otherSubject)) {
            assertEquals("REJECTED", ack.get("outcome").asText());
            assertEquals("id-reused", ack.get("code").asText());
        }
        assertEquals(
                "APPLIED",
                alice.get("/api/v1/changes/" + first.get("id"))
                        .body()
                        .get("outcome")
                        .asText());
        assertEquals(
                "a",
                alice.get("/api/v1/records/message/m-1").body().at("/data/text").asText());
    }

    @Test
    void aClientReadsItsAcksInOrderFromAPosition() {
        List<Map<String, Object>> changes = List.of(
                create("message", "m-1", Map.of("text", "a")),
                create("message", "m-2", Map.of("text", "b")),
                create("message", "m-3", Map.of("text", "c")));
        alice.sync("phone", changes);
        bob.sync("phone", create("message", "m-4", Map.of("text", "d")));

        JsonNode page = alice.get("/api/v1/acks?clientId=phone&limit=2&wait=10").body();
        JsonNode rest = alice.get("/api/v1/acks?clientId=phone&wait=10&after="
                        + page.get("position").asText())
                .body();

        assertEquals(2, page.get("acks").size());
        assertTrue(page.get("more").asBoolean());
        assertEquals(1, rest.get("acks").size());
        assertFalse(rest.get("more").asBoolean());
        Set<String> ids = new HashSet<>();
        page.get("acks").forEach(ack -> ids.add(ack.get("changeId").asText()));
        rest.get("acks").forEach(ack -> ids.add(ack.get("changeId").asText()));
        assertEquals(Set.copyOf(changes.stream().map(c -> (String) c.get("id")).toList()), ids);
    }

    @Test
    void acksThatOneAnswerCannotHoldAreAskedFor() {
        String text = "x".repeat(200 * 1024);
        List<Map<String, Object>> merged = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            alice.sync("phone", create("message", "m-" + i, Map.of("text", text)));
            bob.sync("laptop", patch("message", "m-" + i, 1L, Map.of("pinned", true)));
            merged.add(patch("message", "m-" + i, 1L, Map.of("read", true)));
        }
        List<Object> ids = merged.stream().map(change -> change.get("id")).toList();

        Api.Answer pushed = alice.push("phone", merged, "Prefer", "wait=30");
        assertEquals(202, pushed.status());
        assertFalse(pushed.body().has("acks"));
        assertEquals(45, pushed.body().get("accepted").size());

        JsonNode first = alice.post("/api/v1/changes/query", Map.of("ids", ids), "Prefer", "wait=30")
                .body();
        JsonNode rest = alice.post("/api/v1/changes/query", Map.of("ids", first.get("more")))
                .body();
        List<Object> told = new ArrayList<>(first.get("acks").findValuesAsText("changeId"));
        told.addAll(rest.get("acks").findValuesAsText("changeId"));
        assertEquals(ids, told);
        assertTrue(first.get("more").size() > 0);
        assertEquals(Set.of("MERGED"), Set.copyOf(first.get("acks").findValuesAsText("outcome")));
    }

    @Test
    void nothingCrossesTenants() {
        Map<String, Object> change = create("message", "m-1", Map.of("text", "secret"));
        alice.sync("phone", change);
        Api stranger = Api.as(Api.newTenant(), "alice", "sync", "sync-admin");

        assertEquals(404, stranger.get("/api/v1/records/message/m-1").status());
        assertEquals(404, stranger.get("/api/v1/changes/" + change.get("id")).status());
        assertEquals(
                0,
                stranger.get("/api/v1/acks?clientId=phone").body().get("acks").size());
        assertEquals(
                "APPLIED", stranger.sync("phone", change).get("outcome").asText(), "ids are unique within a tenant");
    }
}
