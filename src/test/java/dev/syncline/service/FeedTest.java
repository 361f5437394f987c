package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.delete;
import static dev.syncline.service.Changes.update;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients pull: every record, in the order of its last change, none left out. */
@QuarkusTest
class FeedTest {

    @Inject
    AgroalDataSource database;

    @Inject
    Database tables;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    private static Map<String, Object> message(int number) {
        return create("message", "m-" + number, Map.of("text", "number " + number));
    }

    /** In one push they could go through different partitions. */
    @SafeVarargs
    private void oneByOne(Map<String, Object>... changes) {
        for (Map<String, Object> change : changes) {
            alice.sync("phone", change);
        }
    }

    private static List<String> ids(Iterable<JsonNode> items) {
        List<String> ids = new ArrayList<>();
        items.forEach(item -> ids.add(item.get("entityId").asText()));
        return ids;
    }

    @Test
    void aNewClientGetsEverythingInTheOrderOfTheLastChange() {
        oneByOne(message(1), message(2), message(3));
        alice.sync("phone", update("message", "m-1", 1L, Map.of("text", "again")));
        FeedReader reader = FeedReader.of(alice);
        assertEquals(List.of("m-2", "m-3", "m-1"), ids(reader.pull()));
        assertEquals(
                Map.of(
                        "message/m-1", "2 {\"text\":\"again\"}",
                        "message/m-2", "1 {\"text\":\"number 2\"}",
                        "message/m-3", "1 {\"text\":\"number 3\"}"),
                reader.records());
        assertEquals(List.of(), reader.pull());
    }

    @Test
    void pagesOfAnyLengthBringTheSame() {
        List<Map<String, Object>> changes = new ArrayList<>();
        for (int number = 0; number < 25; number++) {
            changes.add(message(number));
        }
        alice.sync("phone", changes);
        FeedReader whole = FeedReader.of(alice);
        whole.pull();
        assertEquals(25, whole.records().size());
        for (int limit : new int[] {1, 7, 24, 25, 26}) {
            FeedReader reader = new FeedReader(alice, "", limit);
            assertEquals(25, reader.pull().size());
            assertEquals(whole.records(), reader.records());
        }
    }

    @Test
    void aNewClientIsSparedTheTombstonesOfBefore() {
        oneByOne(message(1), message(2), message(3));
        FeedReader old = FeedReader.of(alice);
        old.pull();
        alice.sync("phone", delete("message", "m-2", 1L));
        FeedReader fresh = new FeedReader(alice, "", 1);
        assertEquals(List.of("m-1", "m-3"), ids(fresh.pull()));
        List<JsonNode> news = old.pull();
        assertEquals(List.of("m-2"), ids(news));
        assertTrue(news.get(0).get("deleted").asBoolean());
        assertFalse(news.get(0).has("data"), "its last content is nobody's business");
    }

    @Test
    void whatIsDeletedDuringAFirstPullIsTold() {
        oneByOne(message(1), message(2), message(3));
        FeedReader reader = new FeedReader(alice, "", 2);
        reader.page();
        alice.sync("phone", delete("message", "m-1", 1L));
        assertEquals(List.of("m-3", "m-1"), ids(reader.pull()));
        assertEquals(Set.of("message/m-2", "message/m-3"), reader.records().keySet());
    }

    @Test
    void oneEntityCanBeReadAlone() {
        alice.sync("phone", List.of(message(1), create("channel", "c-1", Map.of("name", "all")), message(2)));
        FeedReader channels = new FeedReader(alice, "&entity=channel", 1);
        assertEquals(List.of("c-1"), ids(channels.pull()));
        alice.sync("phone", List.of(message(3), create("channel", "c-2", Map.of("name", "few"))));
        assertEquals(List.of("c-2"), ids(channels.pull()));
        Api.Answer unknown = alice.get("/api/v1/feed?entity=chanel");
        assertEquals(400, unknown.status());
        assertEquals("invalid-parameter", unknown.body().get("code").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"o\'brien\\ ? ", "'; drop table record; --", "\\' or true --", "ä😀$1"})
    void aTenantMayBeNamedInAnyWay(String name) {
        Api bob = Api.as(Api.newTenant() + name, "bob");
        bob.sync("phone", message(1));
        assertEquals(List.of("m-1"), ids(FeedReader.of(bob).pull()));
        JsonNode page = bob.get("/api/v1/feed?entity=message").body();
        assertEquals(List.of("m-1"), ids(page.get("items")));
    }

    @ParameterizedTest
    @CsvSource({"1, 200", "5000, 200", "5001, 400", "0, 400"})
    void aPageHoldsSoManyAtMost(int limit, int status) {
        assertEquals(status, alice.get("/api/v1/feed?limit=" + limit).status());
    }

    @Test
    void aTenantSeesNothingOfAnother() {
        alice.sync("phone", message(1));
        assertEquals(List.of(), FeedReader.of(Api.as(Api.newTenant(), "alice")).pull());
    }

    @Test
    void aRecordThatMayNotBeReadIsPassedOver() {
        alice.sync("phone", message(1));
        alice.sync("phone", create("message", TestAccess.WRITE_ONLY, Map.of("text", "secret")));
        FeedReader reader = new FeedReader(alice, "", 1);
        assertEquals(List.of("m-1"), ids(reader.pull()));
        String cursor = reader.cursor();
        assertEquals(List.of(), reader.pull());
        assertTrue(reader.cursor().compareTo(cursor) >= 0);
    }

    @Test
    void nothingIsShownBehindAnOpenWriterAndNothingIsLost() throws SQLException {
        alice.sync("phone", message(1));
        FeedReader reader = FeedReader.of(alice);
        String acked;
        try (OpenWriter writer = new OpenWriter(database)) {
            acked = alice.get("/api/v1/changes/"
                            + alice.sync("phone", message(2)).get("changeId").asText())
                    .body()
                    .get("cursor")
                    .asText();
            assertEquals(List.of("m-1"), ids(reader.pull()), "m-2 is committed, but an earlier writer is open");
            assertTrue(reader.cursor().compareTo(acked) < 0, "a cursor never passes what was not shown");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> !reader.pull().isEmpty());
        assertEquals(Set.of("message/m-1", "message/m-2"), reader.records().keySet());
        assertTrue(reader.cursor().compareTo(acked) >= 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50_000})
    void aRecordThatWasReplacedBehindAnOpenWriterIsShownAsItWasBefore(int length) throws SQLException {
        String text = "x".repeat(length);
        FeedReader reader = FeedReader.of(alice);
        reader.pull();
        JsonNode ack = alice.sync("phone", create("message", "m-1", Map.of("text", text)));
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            try (OpenWriter writer = new OpenWriter(database)) {
                alice.sync("phone", update("message", "m-1", null, Map.of("text", "again")));
                reader.pull();
            }
            boolean passed = reader.cursor().compareTo(ack.get("cursor").asText()) >= 0;
            assertEquals(passed, reader.records().containsKey("message/m-1"), "passed and not shown, or the reverse");
            return passed;
        });
        assertEquals("1 {\"text\":\"" + text + "\"}", reader.records().get("message/m-1"));
        await().atMost(Duration.ofSeconds(10)).until(() -> !reader.pull().isEmpty());
        assertTrue(reader.records().get("message/m-1").contains("again"));
    }

    @Test
    void anAcksCursorIsReachedTogetherWithTheRecordThatShowsIt() {
        FeedReader reader = FeedReader.of(alice);
        for (int number = 0; number < 20; number++) {
            JsonNode ack = alice.sync("phone", message(number));
            String key = "message/m-" + number;
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                reader.pull();
                boolean passed = reader.cursor().compareTo(ack.get("cursor").asText()) >= 0;
                assertEquals(passed, reader.records().containsKey(key));
                return passed;
            });
        }
    }

    @Test
    void aPageIsBoundedInBytes() {
        String text = "x".repeat(200_000);
        for (int number = 0; number < 30; number += 10) {
            List<Map<String, Object>> changes = new ArrayList<>();
            for (int i = number; i < number + 10; i++) {
                changes.add(create("message", "m-" + i, Map.of("text", text + i)));
            }
            alice.sync("phone", changes);
        }
        FeedReader reader = FeedReader.of(alice);
        JsonNode page = reader.page();
        assertTrue(page.get("more").asBoolean());
        assertEquals(21, page.get("items").size(), "4 MiB and then one");
        reader.pull();
        assertEquals(30, reader.records().size());
        for (int i = 0; i < 30; i++) {
            assertEquals("1 {\"text\":\"" + text + i + "\"}", reader.records().get("message/m-" + i));
        }
    }

    @Test
    void largeRecordsAndSmallOnesComeInOnePage() {
        String text = "x".repeat(50_000);
        oneByOne(
                message(1),
                create("message", "m-2", Map.of("text", text)),
                message(3),
                create("message", "m-4", Map.of("text", text + "4")));
        FeedReader reader = FeedReader.of(alice);
        assertEquals(List.of("m-1", "m-2", "m-3", "m-4"), ids(reader.pull()));
        assertEquals("1 {\"text\":\"number 1\"}", reader.records().get("message/m-1"));
        assertEquals("1 {\"text\":\"" + text + "\"}", reader.records().get("message/m-2"));
        assertEquals("1 {\"text\":\"number 3\"}", reader.records().get("message/m-3"));
        assertEquals("1 {\"text\":\"" + text + "4\"}", reader.records().get("message/m-4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0", "5b1c77aa000000000000123400", "%00", "5b1c77aa000000000000123400000005q1"})
    void whatIsNoCursorIsRefused(String cursor) {
        Api.Answer answer = alice.get("/api/v1/feed?cursor=" + cursor);
        assertEquals(400, answer.status());
        assertEquals("invalid-cursor", answer.body().get("code").asText());
    }

    @Test
    void aCutCursorIsRefused() {
        FeedReader reader = FeedReader.of(alice);
        reader.pull();
        String cursor = reader.cursor();
        for (int length = 1; length < cursor.length(); length++) {
            int status = alice.get("/api/v1/feed?cursor=" + cursor.substring(0, length))
                    .status();
            // Its first half is a place without what the reader holds, as an ack's cursor is.
            assertEquals(length == 32 ? 200 : 400, status, cursor.substring(0, length));
        }
    }

    @Test
    void anotherTenantsCursorAsksForAResync() {
        alice.sync("phone", message(1));
        FeedReader reader = FeedReader.of(alice);
        reader.pull();
        assertResync(Api.as(Api.newTenant(), "eve").get("/api/v1/feed?cursor=" + reader.cursor()));
    }

    @Test
    void aCursorBeyondTheEndOfTheHistoryAsksForAResync() {
        FeedReader reader = FeedReader.of(alice);
        reader.pull();
        String scope = reader.cursor().substring(0, 8);
        assertResync(alice.get("/api/v1/feed?cursor=" + scope + "7000000000000000" + "00000000"));
    }

    @Test
    void aCursorOfBeforeASweptTombstoneAsksForAResyncAndALaterOneGoesOn() {
        alice.sync("phone", List.of(message(1), message(2)));
        FeedReader before = FeedReader.of(alice);
        before.pull();
        FeedReader within = new FeedReader(alice, "", 1);
        within.page();
        alice.sync("phone", delete("message", "m-1", 1L));
        FeedReader after = FeedReader.of(alice);
        after.pull();
        sweep("m-1");
        assertResync(before.ask());
        assertResync(within.ask());
        assertEquals(List.of(), after.pull());
        assertEquals(List.of("m-2"), ids(FeedReader.of(alice).pull()));
    }

    /** As the sweep would, were the tombstone old. */
    private void sweep(String entityId) {
        tables.update(
                "insert into version_floor (tenant, version, swept_epoch, swept_tx, swept_ordinal)"
                        + " select tenant, version, epoch, tx, ordinal from record where tenant = ? and entity_id = ?",
                tenant,
                entityId);
        tables.update("delete from record where tenant = ? and entity_id = ?", tenant, entityId);
    }

    private static void assertResync(Api.Answer answer) {
        assertEquals(410, answer.status());
        assertEquals("resync-required", answer.body().get("code").asText());
    }

    @Test
    void afterARestoreOldCursorsAskForAResyncAndANewPullBringsTheOldRows() {
        alice.sync("phone", List.of(message(1), message(2), message(3)));
        FeedReader reader = FeedReader.of(alice);
        reader.pull();
        String token = reader.epoch();
        try {
            // What a start after a restore does.
            tables.update("insert into epoch (number, token, system_identifier, timeline)"
                    + " select number + 1, 'cafe0001', system_identifier, timeline from epoch"
                    + " order by number desc limit 1");
            alice.sync("phone", message(4));
            assertResync(reader.ask());
            FeedReader fresh = new FeedReader(alice, "", 2);
            fresh.pull();
            assertEquals("cafe0001", fresh.epoch());
            assertEquals(4, fresh.records().size());
        } finally {
            // Later tests go on in an epoch of their own.
            tables.update(
                    "insert into epoch (number, token, system_identifier, timeline)"
                            + " select number + 1, ?, system_identifier, timeline from epoch order by number desc limit 1",
                    token.equals("cafe0002") ? "cafe0003" : "cafe0002");
        }
    }
}
