package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.delete;
import static dev.syncline.service.Changes.update;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.service.EventStream.Event;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients hear over a stream: all that happens from where they stand, once. */
@QuarkusTest
class StreamTest {

    @Inject
    AgroalDataSource database;

    @Inject
    Database tables;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    private static Map<String, Object> message(int number) {
        return create("message", "m-" + number, Map.of("text", "number " + number));
    }

    private static EventStream phone(Api api, String lastEventId) {
        return EventStream.open(api, "?clientId=phone", lastEventId);
    }

    /** Where a stream would begin now. */
    private String idOfNow() {
        try (EventStream stream = phone(alice, null)) {
            return stream.await1("status").id();
        }
    }

    @Test
    void beginsAtOnceWithItsPlaceAndTheStatus() {
        try (EventStream stream = EventStream.open(alice)) {
            Event first = stream.await1("status");
            assertEquals(stream.events().get(0), first);
            assertTrue(first.data().get("online").asBoolean());
            assertTrue(first.id().matches("[0-9a-f]{32}"), first.id());
            assertEquals(
                    "text/event-stream",
                    stream.response().headers().firstValue("content-type").orElseThrow());
            assertEquals(
                    "no-store",
                    stream.response().headers().firstValue("cache-control").orElseThrow());
        }
    }

    @Test
    void needsAToken() {
        assertEquals(401, EventStream.refused(Api.withToken("wrong"), "", null).status());
        assertEquals(
                403,
                EventStream.refused(Api.as(tenant, "alice", "sync-admin"), "", null)
                        .status());
    }

    @Test
    void tellsEverybodyOfAChangeAndItsClientOfTheAck() {
        try (EventStream phone = phone(alice, null);
                EventStream laptop = EventStream.open(alice, "?clientId=laptop", null);
                EventStream stranger = EventStream.open(Api.as(Api.newTenant(), "eve"))) {
            JsonNode ack = alice.sync("phone", message(1));
            Event change = laptop.await1("change");
            assertEquals("m-1", change.entityId());
            assertEquals(
                    Map.of("text", "number 1"),
                    Api.JSON.convertValue(change.data().get("data"), Map.class));
            assertEquals(ack.get("cursor"), change.data().get("cursor"));
            assertEquals(ack, phone.await1("ack").data());
            phone.await1("change");
            alice.sync("laptop", update("message", "m-1", 1L, Map.of("text", "again")));
            laptop.await1("ack");
            phone.awaitChanges(2);
            assertEquals(List.of("m-1 1", "m-1 2"), phone.changed());
            assertEquals(1, phone.events("ack").size());
            assertEquals(List.of(), stranger.events("change"));
        }
    }

    @Test
    void theStatusComesAgainWhenItHasChanged() {
        try (EventStream stream = EventStream.open(alice)) {
            JsonNode before = stream.await1("status").data();
            alice.sync("phone", message(1));
            Event changed = stream.awaitEvent(
                    event -> event.name().equals("status") && !event.data().equals(before));
            assertFalse(changed.data().get("lastSyncTime").isNull());
        }
    }

    @Test
    void whatADeletedRecordLeavesIsSentWithoutData() {
        alice.sync("phone", message(1));
        try (EventStream stream = EventStream.open(alice)) {
            alice.sync("phone", delete("message", "m-1", 1L));
            JsonNode change = stream.await1("change").data();
            assertTrue(change.get("deleted").asBoolean());
            assertFalse(change.has("data"));
        }
    }

    /** At each id: what came after it, as far as it is not overwritten; nothing of before. */
    @Test
    void resumedAtAnyIdItSendsExactlyTheRest() {
        String start = idOfNow();
        List<Event> run;
        try (EventStream recorder = phone(alice, start)) {
            // Changes and acks of one transaction, of several, an update, a delete, one that nobody may read.
            alice.sync("phone", List.of(message(1), message(2), message(3)));
            alice.sync("laptop", message(4));
            // A version that another one replaces before it was sent is not sent.
            recorder.awaitChanges(4);
            alice.sync("phone", update("message", "m-2", 1L, Map.of("text", "again")));
            alice.sync("phone", create("message", TestAccess.WRITE_ONLY, Map.of("text", "secret")));
            recorder.awaitChanges(5);
            alice.sync("phone", List.of(delete("message", "m-3", 1L), message(5)));
            alice.sync("phone", update("message", "nobody", 1L, Map.of()));
            recorder.awaitChanges(8);
            await().until(() -> recorder.events("ack").size() == 8);
            run = recorder.events().stream()
                    .filter(event -> !event.name().equals("status"))
                    .toList();
        }
        assertEquals(16, run.size(), run::toString);
        assertRest(start, run);
        for (int index = 0; index < run.size(); index++) {
            assertRest(run.get(index).id(), run.subList(index + 1, run.size()));
        }
    }

    private void assertRest(String id, List<Event> rest) {
        Map<String, JsonNode> changes = new LinkedHashMap<>();
        List<JsonNode> acks = new ArrayList<>();
        for (Event event : rest) {
            if (event.name().equals("ack")) {
                acks.add(event.data());
            } else {
                // Overwritten, it comes in the later one's place.
                changes.remove(event.entityId());
                changes.put(event.entityId(), event.data());
            }
        }
        try (EventStream resumed = phone(alice, id)) {
            // Having read all there is, it tells its place.
            await().until(() -> resumed.comments() > 0
                    && resumed.events("ack").size() >= acks.size()
                    && resumed.events("change").size() >= changes.size());
            assertEquals(
                    List.copyOf(changes.values()),
                    resumed.events("change").stream().map(Event::data).toList(),
                    id);
            assertEquals(acks, resumed.events("ack").stream().map(Event::data).toList(), id);
        }
    }

    @Test
    void goesOnWhereAPullOfTheFeedEndedAndAPullWhereTheStreamDid() {
        alice.sync("phone", List.of(message(1), message(2)));
        FeedReader reader = FeedReader.of(alice);
        reader.pull();
        alice.sync("phone", message(3));
        String id;
        try (EventStream stream = phone(alice, reader.cursor())) {
            stream.await1("change");
            stream.await1("ack");
            assertEquals(List.of("m-3 1"), stream.changed());
            alice.sync("phone", message(4));
            stream.awaitChanges(2);
            id = stream.events("change").get(1).id();
        }
        alice.sync("phone", update("message", "m-1", 1L, Map.of("text", "number 1 again")));
        reader.cursor(id.substring(0, id.indexOf('.')));
        assertEquals(
                List.of("m-1"),
                reader.pull().stream()
                        .map(item -> item.get("entityId").asText())
                        .toList());
    }

    /** The rest of a first pull, rows and places as that would have. */
    @Test
    void goesOnWithinAFirstPull() {
        for (int number = 1; number <= 5; number++) {
            alice.sync("phone", message(number));
        }
        alice.sync("phone", delete("message", "m-4", 1L));
        FeedReader reader = new FeedReader(alice, "", 2);
        reader.page();
        String between;
        try (EventStream stream = EventStream.open(alice, "", reader.cursor())) {
            stream.awaitChanges(2);
            await().until(() -> stream.comments() > 0);
            assertEquals(List.of("m-3 1", "m-5 1"), stream.changed());
            between = stream.events("change").get(0).id();
        }
        try (EventStream stream = EventStream.open(alice, "", between)) {
            await().until(() -> stream.comments() > 0);
            assertEquals(List.of("m-5 1"), stream.changed());
        }
    }

    @Test
    void whatAnOpenWriterHoldsBackComesWhenThatEnds() throws SQLException {
        try (EventStream stream = phone(alice, null)) {
            stream.await1("status");
            try (OpenWriter writer = new OpenWriter(database)) {
                alice.sync("phone", message(1));
                assertEquals(List.of(), FeedReader.of(alice).pull());
                assertEquals(List.of(), stream.events("change"));
                assertEquals(List.of(), stream.events("ack"));
            }
            stream.await1("change");
            stream.await1("ack");
            assertEquals(List.of("m-1 1"), stream.changed());
        }
    }

    @Test
    void nothingIsSkippedOrRepeatedAmidWritersAndReconnections() throws Exception {
        int writers = 3;
        int pushes = 12;
        List<Thread> threads = new ArrayList<>();
        String start = idOfNow();
        List<Event> heard = new ArrayList<>();
        try (EventStream steady = phone(alice, start)) {
            for (int number = 0; number < writers; number++) {
                int writer = number;
                threads.add(new Thread(() -> {
                    for (int push = 0; push < pushes; push++) {
                        String id = "r-" + push % 5;
                        alice.sync(
                                "phone",
                                List.of(
                                        create("message", "w-" + writer + "-" + push, Map.of("text", "new")),
                                        create("message", id, Map.of("by-" + writer, push))));
                    }
                }));
            }
            threads.forEach(Thread::start);
            String at = start;
            while (threads.stream().anyMatch(Thread::isAlive)) {
                try (EventStream moving = phone(alice, at)) {
                    moving.await1("status");
                    try (OpenWriter writer = new OpenWriter(database)) {
                        threads.get(0).join(50);
                    }
                    threads.get(0).join(100);
                    at = keep(moving, heard, at);
                }
            }
            int acks = writers * pushes * 2;
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> steady.events("ack").size() >= acks);
            FeedReader feed = FeedReader.of(alice);
            feed.pull();
            try (EventStream last = phone(alice, at)) {
                await().until(() -> last.comments() > 0 && ids(heard, last, "ack") >= acks);
                at = keep(last, heard, at);
            }
            await().until(() -> steady.events("change").stream()
                    .anyMatch(event -> event.id().startsWith(feedEnd(heard))));
            assertEquals(feed.records(), held(heard));
            assertEquals(feed.records(), held(steady.events()));
            assertAcks(acks, heard);
            assertAcks(acks, steady.events());
        }
    }

    private static long ids(List<Event> heard, EventStream more, String name) {
        return heard.stream().filter(event -> event.name().equals(name)).count()
                + more.events(name).size();
    }

    /** What a client has taken in when it breaks the connection; what comes after that it has not heard. */
    private static String keep(EventStream stream, List<Event> heard, String before) {
        List<Event> taken = stream.events().stream()
                .filter(event -> !event.name().equals("status"))
                .toList();
        heard.addAll(taken);
        return taken.isEmpty() ? before : taken.get(taken.size() - 1).id();
    }

    private static String feedEnd(List<Event> events) {
        return events.stream()
                .filter(event -> event.name().equals("change"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .data()
                .get("cursor")
                .asText();
    }

    /** Fails where a version comes twice or out of order. */
    private static Map<String, String> held(List<Event> events) {
        List<JsonNode> items = events.stream()
                .filter(event -> event.name().equals("change"))
                .map(Event::data)
                .toList();
        return FeedReader.holding(items).records();
    }

    private static void assertAcks(int count, List<Event> events) {
        List<String> ids = events.stream()
                .filter(event -> event.name().equals("ack"))
                .map(event -> event.data().get("changeId").asText())
                .toList();
        assertEquals(count, ids.size());
        assertEquals(count, ids.stream().distinct().count());
    }

    @Test
    void whatTheCallerMayNotReadIsPassedOverAndItsAckHasNoData() {
        try (EventStream stream = phone(alice, null)) {
            stream.await1("status");
            Map<String, Object> secret = create("message", TestAccess.WRITE_ONLY, Map.of("text", "one"));
            alice.sync("phone", secret);
            // Not a fast-forward, so its ack would carry the record.
            alice.sync("phone", create("message", TestAccess.WRITE_ONLY, Map.of("text", "two")));
            await().until(() -> stream.events("ack").size() == 2);
            Event ack = stream.events("ack").get(1);
            assertFalse(ack.data().has("data"));
            String cursor = ack.data().get("cursor").asText();
            // The place tells that the ack's cursor is passed.
            await().until(() -> stream.lastId().compareTo(cursor) >= 0);
            assertEquals(List.of(), stream.events("change"));
        }
    }

    @Test
    void aRevokedTenantHearsNoMoreRecords() {
        try (EventStream stream = EventStream.open(alice)) {
            alice.sync("phone", message(1));
            stream.await1("change");
            TestAccess.REVOKED.add(tenant);
            Api.Answer answer = alice.push("phone", List.of(message(2)));
            assertEquals(422, answer.status(), () -> answer.body().toString());
            TestAccess.REVOKED.remove(tenant);
            alice.sync("phone", message(3));
            stream.awaitChanges(2);
            assertEquals(List.of("m-1 1", "m-3 1"), stream.changed());
        } finally {
            TestAccess.REVOKED.remove(tenant);
        }
    }

    @Test
    void recordsWrittenBeforeARevocationAreNotReadAfterIt() {
        String id = idOfNow();
        alice.sync("phone", message(1));
        TestAccess.REVOKED.add(tenant);
        try (EventStream stream = phone(alice, id)) {
            stream.await1("ack");
            await().until(() -> stream.comments() > 0);
            assertEquals(List.of(), stream.events("change"));
        } finally {
            TestAccess.REVOKED.remove(tenant);
        }
    }

    @Test
    void endsWithTheTokenHavingSaidSoAndAFreshOneGoesOn() {
        Api brief = Api.withToken(Api.token(Api.service(), tenant, "alice", 6, "sync"));
        String id;
        try (EventStream stream = phone(brief, null)) {
            Event notice = stream.await1("token-expiring");
            alice.sync("phone", message(1));
            stream.await1("change");
            stream.await1("ack");
            assertEquals(EventStream.End.IN_ORDER, stream.awaitEnd());
            long late =
                    System.currentTimeMillis() - notice.data().get("expiresAt").asLong();
            assertTrue(late >= 0 && late < 2_000, "ended after " + late + " ms");
            id = stream.lastId();
        }
        alice.sync("phone", message(2));
        try (EventStream stream = phone(alice, id)) {
            stream.await1("change");
            stream.await1("ack");
            assertEquals(List.of("m-2 1"), stream.changed());
            assertEquals(1, stream.events("ack").size());
        }
    }

    @Test
    void aWaitIsNoLongerThanTheTokenLives() {
        Map<String, Object> unknown = Map.of("ids", List.of(UUID.randomUUID().toString()));
        // Its predecessor never comes.
        Map<String, Object> waiting = Changes.with(
                update("message", "m-1", null, Map.of()),
                "after",
                UUID.randomUUID().toString());
        long begun = System.nanoTime();
        CompletableFuture<Api.Answer> polled =
                CompletableFuture.supplyAsync(() -> brief().get("/api/v1/acks?clientId=phone&wait=30"));
        CompletableFuture<Api.Answer> asked = CompletableFuture.supplyAsync(
                () -> brief().post("/api/v1/changes/query", unknown, "Prefer", "wait=30"));
        CompletableFuture<Api.Answer> pushed =
                CompletableFuture.supplyAsync(() -> brief().push("phone", List.of(waiting), "Prefer", "wait=30"));

        assertEquals(200, polled.join().status());
        assertEquals(200, asked.join().status());
        assertEquals(202, pushed.join().status());
        assertTrue(since(begun).compareTo(Duration.ofSeconds(15)) < 0, () -> "took " + since(begun));
    }

    private Api brief() {
        return Api.withToken(Api.token(Api.service(), tenant, "alice", 4, "sync"));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", ".", "0123", "5b1c77aa000000000000123400000000.", "5b1c77aa000000000000123400000000x"})
    void whatIsNoIdIsRefused(String id) {
        assertRefused(400, "invalid-cursor", EventStream.refused(alice, "?clientId=phone", id));
    }

    @Test
    void aCutIdIsRefused() {
        String id = idOfNow();
        for (int length = 1; length < id.length(); length++) {
            String cut = id.substring(0, length);
            int status = EventStream.refused(alice, "?clientId=phone", cut).status();
            // A cursor by itself is one.
            assertEquals(length == 32 ? 200 : 400, status, cut);
        }
    }

    @Test
    void anIdThatCannotBeContinuedAsksForAResyncBeforeTheStreamBegins() {
        String id = idOfNow();
        assertResync(EventStream.refused(Api.as(Api.newTenant(), "eve"), "?clientId=phone", id));
        String scope = id.substring(0, 8);
        String acks = id.substring(32);
        assertResync(EventStream.refused(alice, "?clientId=phone", scope + "700000000000000000000000" + acks));
        String epoch = acks.substring(0, 9);
        assertResync(EventStream.refused(
                alice, "?clientId=phone", id.substring(0, 32) + epoch + "700000000000000000000000"));
        assertResync(EventStream.refused(
                alice, "?clientId=phone", id.substring(0, 32) + ".00000001000000000000000100000000"));
    }

    @Test
    void anIdOfBeforeASweptTombstoneAsksForAResync() {
        alice.sync("phone", message(1));
        String id = idOfNow();
        alice.sync("phone", delete("message", "m-1", 1L));
        tables.update(
                "insert into version_floor (tenant, version, swept_epoch, swept_tx, swept_ordinal)"
                        + " select tenant, version, epoch, tx, ordinal from record where tenant = ?",
                tenant);
        tables.update("delete from record where tenant = ?", tenant);
        assertResync(EventStream.refused(alice, "?clientId=phone", id));
    }

    private static void assertResync(Api.Answer answer) {
        assertRefused(410, "resync-required", answer);
    }

    private static void assertRefused(int status, String code, Api.Answer answer) {
        assertEquals(status, answer.status());
        assertEquals(code, answer.body().get("code").asText());
    }
}
