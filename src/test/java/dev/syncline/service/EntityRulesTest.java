package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.patch;
import static dev.syncline.service.Changes.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.entities.NamedResolvers;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an entity's configuration does: a resolver of one's own, a schema, who may write. */
@QuarkusTest
class EntityRulesTest {

    @Inject
    NamedResolvers resolvers;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    @Test
    void aCustomResolverDecidesConflictsOnly() {
        alice.sync("phone", create("task", "t-1", Map.of("title", "one")));
        alice.sync("phone", update("task", "t-1", 1L, Map.of("title", "a longer one")));

        JsonNode shorter = alice.sync("laptop", update("task", "t-1", 1L, Map.of("title", "short")));
        JsonNode longer = alice.sync("tablet", update("task", "t-1", 1L, Map.of("title", "by far the longest one")));

        assertEquals("SUPERSEDED", shorter.get("outcome").asText());
        assertEquals("a longer one", shorter.at("/data/title").asText());
        assertEquals("APPLIED", longer.get("outcome").asText());
    }

    @ParameterizedTest
    @CsvSource({"test-resolver, true", "test-resolvre, false", "Test-resolver, false"})
    void aCustomResolverIsKnownByTheNameOfItsBean(String name, boolean known) {
        assertEquals(known, resolvers.has(name));
        assertEquals(known, resolvers.find(name).isPresent());
    }

    static Stream<Arguments> failures() {
        return Stream.of(arguments("throw"), arguments("never return"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aCustomResolverThatFailsMakesOneDeadLetterAndNothingMore(String failure) {
        alice.sync("phone", create("task", "t-1", Map.of("title", "one")));
        alice.sync("phone", update("task", "t-1", 1L, Map.of("title", "two")));

        List<JsonNode> acks = alice.sync(
                "laptop",
                List.of(
                        create("message", "m-1", Map.of("text", "before")),
                        update("task", "t-1", 1L, Map.of("title", failure)),
                        create("message", "m-2", Map.of("text", "after"))));

        assertEquals(
                List.of("APPLIED", "DEAD_LETTERED", "APPLIED"),
                acks.stream().map(ack -> ack.get("outcome").asText()).toList());
        assertEquals("resolver-failed", acks.get(1).get("code").asText());
        assertEquals(
                "two",
                alice.get("/api/v1/records/task/t-1").body().at("/data/title").asText());
    }

    @Test
    void aRecordThatBreaksItsSchemaIsRefusedWhereverThatShows() {
        Map<String, Object> valid = create("note", "n-1", Map.of("title", "ok"));

        Api.Answer push =
                alice.push("phone", List.of(valid, create("note", "n-2", Map.of("title", 17))), "Prefer", "wait=30");
        JsonNode patched = alice.sync("phone", patch("note", "n-1", 1L, Map.of("title", 17)));

        assertEquals("schema-violation", push.body().at("/rejected/0/code").asText());
        assertEquals("REJECTED", patched.get("outcome").asText());
        assertEquals("schema-violation", patched.get("code").asText());
        assertEquals(
                "ok",
                alice.get("/api/v1/records/note/n-1").body().at("/data/title").asText());
    }

    @Test
    void aRecordThatGrowsTooLargeByAPatchIsRejected() {
        alice.sync("phone", create("message", "m-1", Map.of("text", "x".repeat(200 * 1024))));

        JsonNode ack = alice.sync("phone", patch("message", "m-1", 1L, Map.of("more", "y".repeat(100 * 1024))));

        assertEquals("change-too-large", ack.get("code").asText());
    }

    @Test
    void whatTheAccessPolicyForbidsIsNeitherWrittenNorRead() {
        Api.Answer answer = alice.push(
                "phone",
                List.of(
                        create("message", TestAccess.FORBIDDEN, Map.of("text", "a")),
                        create("message", "m-1", Map.of("text", "b"))));

        assertEquals("forbidden", answer.body().at("/rejected/0/code").asText());
        assertEquals(
                404,
                alice.get("/api/v1/records/message/" + TestAccess.FORBIDDEN).status());
    }

    @Test
    void aClockFarAheadCountsAsFiveMinutesAhead() {
        long now = System.currentTimeMillis();
        Map<String, Object> fromTheFuture =
                Changes.with(create("user", "u-1", Map.of("name", "future")), "timestamp", now + 86_400_000);
        alice.sync("phone", fromTheFuture);

        // Made on nothing and an hour ahead: later than the first one counts, though earlier than it said.
        Map<String, Object> sixMinutesAhead =
                Changes.with(create("user", "u-1", Map.of("name", "later")), "timestamp", now + 3_600_000);
        JsonNode ack = alice.sync("laptop", sixMinutesAhead);

        assertEquals("APPLIED", ack.get("outcome").asText());
        assertEquals(
                "later",
                alice.get("/api/v1/records/user/u-1").body().at("/data/name").asText());
    }

    @Test
    void anAckTellsNothingOfARecordThatMayNotBeRead() {
        alice.sync("phone", create("message", TestAccess.WRITE_ONLY, Map.of("title", "secret", "text", "a")));
        Map<String, Object> change = create("message", TestAccess.WRITE_ONLY, Map.of("text", "b"));

        JsonNode pushed = alice.sync("laptop", change);

        assertEquals("MERGED", pushed.get("outcome").asText());
        assertFalse(pushed.has("data"), pushed.toString());
        Object id = change.get("id");
        assertEquals(pushed, alice.get("/api/v1/changes/" + id).body());
        assertEquals(
                pushed,
                alice.post("/api/v1/changes/query", Map.of("ids", List.of(id)))
                        .body()
                        .at("/acks/0"));
        assertEquals(
                pushed, alice.get("/api/v1/acks?clientId=laptop&wait=5").body().at("/acks/0"));
    }
}
