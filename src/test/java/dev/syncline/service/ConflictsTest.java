package dev.syncline.service;

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
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lost against another write: listed, shown, and brought back. */
@QuarkusTest
class ConflictsTest {

    private static final String CONFLICTS = "/api/v1/conflicts";

    /** Alone in a record it fits. */
    private static final String LARGE = "x".repeat(200 * 1024);

    @Inject
    Database tables;

    private final String tenant = Api.newTenant();
    private final Api ann = Api.as(tenant, "ann");
    private final Api bob = Api.as(tenant, "bob");
    private final Api admin = Api.as(tenant, "root", "sync-admin");

    @Test
    void aConflictIsShownWithAllSides() {
        String id = conflictOver("m-1");

        JsonNode conflict = admin.get(CONFLICTS + "/" + id).body();

        assertEquals("message", conflict.get("entity").asText());
        assertEquals("m-1", conflict.get("entityId").asText());
        assertEquals("bob", conflict.get("subject").asText());
        assertEquals("laptop", conflict.get("clientId").asText());
        assertEquals("three-way-merge", conflict.get("strategy").asText());
        assertEquals("MERGED_WITH_LOSS", conflict.get("resolution").asText());
        assertEquals(2, conflict.get("theirsVersion").asLong());
        assertEquals("white", conflict.at("/base/data/color").asText());
        assertEquals("blue", conflict.at("/mine/data/color").asText());
        assertEquals("red", conflict.at("/theirs/data/color").asText());
        assertEquals("red", conflict.at("/result/data/color").asText());
        assertEquals("new", conflict.at("/result/data/topic").asText());
        assertEquals("color", conflict.at("/lost/0/path/0").asText());
        assertEquals("mine", conflict.at("/lost/0/side").asText());
        assertEquals("blue", conflict.at("/lost/0/value").asText());
        assertFalse(conflict.has("restored"));
    }

    @Test
    void conflictsAreListedNewestFirst() {
        List<String> expected = new ArrayList<>();
        for (String entityId : List.of("m-1", "m-2", "m-3")) {
            expected.add(0, conflictOver(entityId));
        }

        List<String> listed = new ArrayList<>();
        JsonNode page = admin.get(CONFLICTS + "?limit=2").body();
        assertTrue(page.get("more").asBoolean());
        listed.addAll(page.get("conflicts").findValuesAsText("id"));
        page = admin.get(CONFLICTS + "?limit=2&after=" + page.get("next").asText())
                .body();
        assertFalse(page.get("more").asBoolean());
        assertFalse(page.has("next"));
        listed.addAll(page.get("conflicts").findValuesAsText("id"));

        assertEquals(expected, listed);
    }

    @Test
    void theListIsFiltered() {
        String first = conflictOver("m-1");
        conflictOver("m-2");
        assertEquals(
                List.of(first), listed("?entity=message&entityId=m-1&clientId=laptop&resolution=MERGED_WITH_LOSS"));
        assertEquals(List.of(), listed("?entity=channel"));
        assertEquals(List.of(), listed("?clientId=phone"));
        assertEquals(List.of(), listed("?resolution=MINE"));
    }

    @Test
    void nothingCrossesTenants() {
        String id = conflictOver("m-1");
        Api stranger = Api.as(Api.newTenant(), "root", "sync-admin");
        assertEquals(0, stranger.get(CONFLICTS).body().get("conflicts").size());
        assertEquals(404, stranger.get(CONFLICTS + "/" + id).status());
        assertEquals(
                404, stranger.post(CONFLICTS + "/" + id + "/restore", Map.of()).status());
    }

    @Test
    void onlyAnAdministratorMaySeeThem() {
        String id = conflictOver("m-1");
        assertEquals(403, bob.get(CONFLICTS).status());
        assertEquals(403, bob.get(CONFLICTS + "/" + id).status());
        assertEquals(403, bob.post(CONFLICTS + "/" + id + "/restore", Map.of()).status());
    }

    @Test
    void aRestoreBringsBackTheValuesThatLost() {
        String id = conflictOver("m-1");
        ann.sync("phone", patch("message", "m-1", 3L, Map.of("topic", "newer")));

        JsonNode ack = restore(id);

        assertEquals("APPLIED", ack.get("outcome").asText());
        assertEquals("syncline-restore", ack.get("clientId").asText());
        JsonNode record = ann.get("/api/v1/records/message/m-1").body();
        assertEquals("blue", record.at("/data/color").asText());
        assertEquals("newer", record.at("/data/topic").asText());
        assertEquals("root", record.get("subject").asText());
        JsonNode restored = admin.get(CONFLICTS + "/" + id).body().get("restored");
        assertEquals("root", restored.get("by").asText());
        assertEquals(ack.get("changeId"), restored.get("changeId"));
        assertEquals(System.currentTimeMillis(), restored.get("at").asLong(), 60_000);
    }

    @Test
    void whatLostBelowALongNameIsKeptOnceAndBroughtBack() {
        String longName = "k".repeat(20_000);
        int fields = 2_000;
        ann.sync("phone", create("message", "m-1", Map.of(longName, numbers(0, fields))));
        Map<String, Object> bobs = patch("message", "m-1", 1L, Map.of(longName, numbers(1, fields)));
        Map<String, Object> anns = numbers(2, fields);
        anns.put("f0", 0);
        ann.sync("phone", later(bobs, patch("message", "m-1", 1L, Map.of(longName, anns))));

        String id = bob.sync("laptop", bobs).get("conflictId").asText();

        assertTrue(tables.number("select length(lost) from conflict where id = ?::uuid", id) < 200_000);
        JsonNode lost = admin.get(CONFLICTS + "/" + id).body().get("lost");
        assertEquals(1, lost.size());
        assertEquals(longName, lost.at("/0/path/0").asText());
        assertEquals("mine", lost.at("/0/side").asText());
        assertEquals(fields - 1, lost.at("/0/members").size());
        assertEquals("f1", lost.at("/0/members/0/path/0").asText());
        assertEquals(1, lost.at("/0/members/0/value").asInt());
        JsonNode analytics = admin.get("/api/v1/analytics").body().at("/conflicts/0");
        assertEquals(1, analytics.get("otherFields").asLong(), "the object, whose path is too long to be told");
        ann.sync("phone", patch("message", "m-1", 3L, Map.of(longName, Map.of("f0", 7, "new", 8))));

        assertEquals("APPLIED", restore(id).get("outcome").asText());

        JsonNode record = ann.get("/api/v1/records/message/m-1").body().at("/data/" + longName);
        assertEquals(7, record.get("f0").asInt(), "it had not lost");
        assertEquals(8, record.get("new").asInt());
        assertEquals(1, record.get("f1").asInt());
        assertEquals(1, record.get("f" + (fields - 1)).asInt());
        assertEquals(fields + 1, record.size());
    }

    @Test
    void restoringTwiceChangesNothingMore() {
        String id = conflictOver("m-1");
        restore(id);
        JsonNode once = ann.get("/api/v1/records/message/m-1").body().get("data");
        String second = restore(id).get("changeId").asText();

        assertEquals(once, ann.get("/api/v1/records/message/m-1").body().get("data"));
        assertEquals(
                second,
                admin.get(CONFLICTS + "/" + id).body().at("/restored/changeId").asText());
    }

    @Test
    void withoutPreferTheRestoreIsOnItsWay() {
        String id = conflictOver("m-1");

        Api.Answer answer = admin.post(CONFLICTS + "/" + id + "/restore", Map.of());

        assertEquals(202, answer.status());
        String change = answer.body().get("changeId").asText();
        Api root = Api.as(tenant, "root");
        JsonNode asked = root.post("/api/v1/changes/query", Map.of("ids", List.of(change)), "Prefer", "wait=30")
                .body();
        assertEquals("APPLIED", asked.at("/acks/0/outcome").asText());
    }

    @Test
    void aDeletionThatLostDeletes() {
        ann.sync("phone", create("message", "m-1", Map.of("text", "hello")));
        ann.sync("phone", update("message", "m-1", 1L, Map.of("text", "hello you")));
        String id = bob.sync("laptop", delete("message", "m-1", 1L))
                .get("conflictId")
                .asText();

        restore(id);

        assertTrue(ann.get("/api/v1/records/message/m-1").body().get("deleted").asBoolean());
    }

    @Test
    void aRestoreRevivesARecordDeletedSince() {
        String id = conflictOver("m-1");
        ann.sync("phone", delete("message", "m-1", 3L));

        restore(id);

        JsonNode record = ann.get("/api/v1/records/message/m-1").body();
        assertFalse(record.get("deleted").asBoolean());
        assertEquals("blue", record.at("/data/color").asText());
        assertEquals("new", record.at("/data/topic").asText());
    }

    /** A patch cannot say that a value is null, so that the whole record is sent. */
    @Test
    void aRecordThatWouldGrowTooLargeIsNotRestored() {
        ann.sync("phone", create("message", "m-1", Map.of("a", "white", "b", 1)));
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("a", LARGE);
        content.put("b", null);
        Map<String, Object> bobs = update("message", "m-1", 1L, content);
        ann.sync("phone", later(bobs, update("message", "m-1", 1L, Map.of("a", "red", "b", 2))));
        String id = bob.sync("laptop", bobs).get("conflictId").asText();
        ann.sync("phone", patch("message", "m-1", null, Map.of("c", LARGE)));

        assertTooLargeToRestore(id);
    }

    @Test
    void aRecordThatIsGoneAndWouldBeTooLargeIsNotMadeAnew() {
        ann.sync("phone", create("message", "m-1", Map.of("a", "white")));
        Map<String, Object> bobs = update("message", "m-1", 1L, Map.of("a", LARGE));
        ann.sync("phone", later(bobs, update("message", "m-1", 1L, Map.of("a", "red", "c", LARGE))));
        String id = bob.sync("laptop", bobs).get("conflictId").asText();
        tables.update("delete from record where tenant = ?", tenant);

        assertTooLargeToRestore(id);
    }

    @Test
    void aRecordThatAPatchWouldMakeTooLargeIsNotRestored() {
        ann.sync("phone", create("message", "m-1", Map.of("a", "white")));
        Map<String, Object> bobs = update("message", "m-1", 1L, Map.of("a", LARGE));
        ann.sync("phone", later(bobs, update("message", "m-1", 1L, Map.of("a", "red"))));
        String id = bob.sync("laptop", bobs).get("conflictId").asText();
        ann.sync("phone", patch("message", "m-1", null, Map.of("c", LARGE)));

        assertTooLargeToRestore(id);
    }

    @Test
    void aRecordThatAPatchWouldTakeOutOfItsSchemaIsNotRestored() {
        ann.sync("phone", create("note", "n-1", Map.of("title", "a", "size", 1)));
        Map<String, Object> bobs = patch("note", "n-1", 1L, Map.of("size", 2));
        ann.sync("phone", later(bobs, patch("note", "n-1", 1L, Map.of("size", 3))));
        String id = bob.sync("laptop", bobs).get("conflictId").asText();
        // What lost was kept under a schema of before.
        tables.update("update conflict set lost = replace(lost, '\"size\"', '\"title\"') where id = ?::uuid", id);

        assertNotRestored(id, "schema-violation");
    }

    private void assertTooLargeToRestore(String id) {
        assertNotRestored(id, "change-too-large");
    }

    private void assertNotRestored(String id, String code) {
        Api.Answer answer = admin.post(CONFLICTS + "/" + id + "/restore", Map.of(), "Prefer", "wait=30");
        assertEquals(422, answer.status(), () -> answer.body().toString());
        assertEquals(code, answer.body().get("code").asText());
        assertFalse(admin.get(CONFLICTS + "/" + id).body().has("restored"));
    }

    @Test
    void aConflictThatLostNothingHasNothingToRestore() {
        ann.sync("phone", create("message", "m-1", Map.of("a", 1, "b", 1)));
        ann.sync("phone", patch("message", "m-1", 1L, Map.of("a", 2)));
        String id = bob.sync("laptop", patch("message", "m-1", 1L, Map.of("b", 2)))
                .get("conflictId")
                .asText();

        Api.Answer answer = admin.post(CONFLICTS + "/" + id + "/restore", Map.of());

        assertEquals(409, answer.status());
        assertEquals("nothing-to-restore", answer.body().get("code").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/0198f7d2-1c00-7000-8000-000000000001", "/no-uuid"})
    void anUnknownConflictIsNotFound(String path) {
        assertEquals(404, admin.get(CONFLICTS + path).status());
        assertEquals(404, admin.post(CONFLICTS + path + "/restore", Map.of()).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=0", "?limit=1001", "?entity=%00", "?entityId=%00", "?resolution=other"})
    void badParametersAreNamed(String query) {
        Api.Answer answer = admin.get(CONFLICTS + query);
        assertEquals(400, answer.status());
        assertEquals("invalid-parameter", answer.body().get("code").asText());
    }

    @Test
    void aPlaceThatNoAnswerGaveIsRefused() {
        Api.Answer answer = admin.get(CONFLICTS + "?after=abc");
        assertEquals(400, answer.status());
        assertEquals("invalid-cursor", answer.body().get("code").asText());
    }

    /** Ann's color is the later one, and so bob's is lost; his topic is not. */
    private String conflictOver(String entityId) {
        ann.sync("phone", create("message", entityId, Map.of("color", "white")));
        Map<String, Object> bobs = patch("message", entityId, 1L, Map.of("color", "blue", "topic", "new"));
        ann.sync("phone", later(bobs, patch("message", entityId, 1L, Map.of("color", "red"))));
        return bob.sync("laptop", bobs).get("conflictId").asText();
    }

    private static Map<String, Object> numbers(int value, int fields) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        for (int field = 0; field < fields; field++) {
            numbers.put("f" + field, value);
        }
        return numbers;
    }

    private static Map<String, Object> later(Map<String, Object> than, Map<String, Object> change) {
        return with(change, "timestamp", (long) than.get("timestamp") + 1_000);
    }

    private JsonNode restore(String id) {
        Api.Answer answer = admin.post(CONFLICTS + "/" + id + "/restore", Map.of(), "Prefer", "wait=30");
        assertEquals(200, answer.status(), () -> answer.body().toString());
        return answer.body();
    }

    private List<String> listed(String query) {
        return admin.get(CONFLICTS + query).body().get("conflicts").findValuesAsText("id");
    }
}
