package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.delete;
import static dev.syncline.service.Changes.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records and the versions they had. */
@QuarkusTest
class RecordsTest {

    private static final String RECORD = "/api/v1/records/message/m-1";

    private final String tenant = Api.newTenant();
    private final Api ann = Api.as(tenant, "ann");

    @Test
    void aRecordTellsWhoWroteIt() {
        Map<String, Object> change = create("message", "m-1", Map.of("text", "hello"));
        ann.sync("phone", change);

        Api.Answer answer = Api.as(tenant, "bob").get(RECORD);

        assertEquals(200, answer.status());
        assertEquals("\"1\"", answer.headers().firstValue("ETag").orElseThrow());
        JsonNode record = answer.body();
        assertEquals("message", record.get("entity").asText());
        assertEquals("m-1", record.get("entityId").asText());
        assertEquals(1, record.get("version").asLong());
        assertFalse(record.get("deleted").asBoolean());
        assertEquals("hello", record.at("/data/text").asText());
        assertEquals("ann", record.get("subject").asText());
        assertEquals("phone", record.get("clientId").asText());
        assertEquals(change.get("id"), record.get("changeId").asText());
        assertEquals(System.currentTimeMillis(), record.get("updatedAt").asLong(), 60_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"\"1\" | 304", "\"7\", \"1\" | 304", "W/\"1\" | 304", "* | 304", "\"2\" | 200"})
    void anUnchangedRecordIsNotSentAgain(String ifNoneMatch, int status) {
        ann.sync("phone", create("message", "m-1", Map.of("text", "hello")));

        HttpRequest request =
                ann.request(RECORD).header("If-None-Match", ifNoneMatch).GET().build();

        Api.Answer answer = Api.send(request);
        assertEquals(status, answer.status());
        assertEquals("\"1\"", answer.headers().firstValue("ETag").orElseThrow());
        // Another tenant's record has the same address and version: a browser's cache must not answer for it.
        assertTrue(answer.headers().allValues("Vary").contains("Authorization"));
    }

    @Test
    void aDeletedRecordIsShownWithoutData() {
        ann.sync("phone", create("message", "m-1", Map.of("text", "hello")));
        ann.sync("phone", delete("message", "m-1", 1L));

        JsonNode record = ann.get(RECORD).body();

        assertTrue(record.get("deleted").asBoolean());
        assertEquals(2, record.get("version").asLong());
        assertFalse(record.has("data"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/message/other",
                "/unknown/m-1",
                "/message/m%00",
                "/message/other/revisions",
                "/message/other/revisions/1",
                "/message/m-1/revisions/9"
            })
    void whatIsNotThereIsNotFound(String path) {
        ann.sync("phone", create("message", "m-1", Map.of("text", "hello")));
        Api.Answer answer = ann.get("/api/v1/records" + path);
        assertEquals(404, answer.status());
        assertEquals("not-found", answer.body().get("code").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/revisions", "/revisions/1"})
    void anotherTenantsRecordIsNotFound(String path) {
        ann.sync("phone", create("message", "m-1", Map.of("text", "hello")));
        assertEquals(200, ann.get(RECORD + path).status());
        assertEquals(404, Api.as(Api.newTenant(), "ann").get(RECORD + path).status());
    }

    @Test
    void revisionsArePagedNewestFirst() {
        ann.sync("phone", create("message", "m-1", Map.of("text", "1")));
        Api bob = Api.as(tenant, "bob");
        bob.sync("laptop", update("message", "m-1", 1L, Map.of("text", "2")));
        ann.sync("phone", delete("message", "m-1", 2L));
        ann.sync("phone", create("message", "m-1", Map.of("text", "4")));

        List<Long> versions = new ArrayList<>();
        JsonNode page = ann.get(RECORD + "/revisions?limit=3").body();
        assertTrue(page.get("more").asBoolean());
        page.get("revisions")
                .forEach(revision -> versions.add(revision.get("version").asLong()));
        page = ann.get(RECORD + "/revisions?limit=3&before=" + versions.get(2)).body();
        assertFalse(page.get("more").asBoolean());
        page.get("revisions")
                .forEach(revision -> versions.add(revision.get("version").asLong()));

        assertEquals(List.of(4L, 3L, 2L, 1L), versions);
        JsonNode second = ann.get(RECORD + "/revisions/2").body();
        assertEquals("2", second.at("/data/text").asText());
        assertEquals("bob", second.get("subject").asText());
        assertEquals("laptop", second.get("clientId").asText());
        JsonNode third = ann.get(RECORD + "/revisions/3").body();
        assertTrue(third.get("deleted").asBoolean());
        assertFalse(third.has("data"));
        assertEquals(
                "4", ann.get(RECORD + "/revisions/4").body().at("/data/text").asText());
    }

    @Test
    void aPageOfLargeRevisionsHoldsWhatFits() {
        String text = "x".repeat(250 * 1024);
        ann.sync("phone", create("message", "m-1", Map.of("text", text)));
        for (long version = 1; version < 40; version++) {
            ann.sync("phone", update("message", "m-1", version, Map.of("text", text, "edit", version)));
        }

        List<Long> versions = new ArrayList<>();
        String before = "";
        boolean more = true;
        while (more) {
            Api.Answer page = ann.get(RECORD + "/revisions?limit=100" + before);
            assertTrue(page.headers().firstValueAsLong("Content-Length").orElseThrow() < 8.1 * 1024 * 1024);
            page.body()
                    .get("revisions")
                    .forEach(revision -> versions.add(revision.get("version").asLong()));
            before = "&before=" + versions.get(versions.size() - 1);
            more = page.body().get("more").asBoolean();
        }

        assertEquals(
                LongStream.rangeClosed(1, 40)
                        .map(version -> 41 - version)
                        .boxed()
                        .toList(),
                versions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?before=0", "?before=x", "?limit=0", "?limit=101", "/0", "/x", "/9007199254740992"})
    void badParametersAreNamed(String query) {
        Api.Answer answer = ann.get(RECORD + "/revisions" + query);
        assertEquals(400, answer.status());
        assertEquals("invalid-parameter", answer.body().get("code").asText());
    }
}
