package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Route;
import dev.syncline.service.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** While the stream is open, what others write is there at once, and so are outcomes. */
@QuarkusTest
class StreamTest extends BrowserTest {

    private static final Map<String, Object> STREAMING = Map.of("stream", true);

    /** Opens a client whose streams say what the test says. */
    private static final String OWN_STREAMS = """
            device.streams = [];
            await device.open({subject: 'ann', tenant: given, stream: true, fetch: async (url, init) =>
              url.includes('/stream')
                  ? new Response(new ReadableStream({start: it => void device.streams.push(it)}))
                  : fetch(url, init)});
            """;

    private static final String TELL = """
            device.streams.at(-1).enqueue(new TextEncoder().encode('event: change\\ndata: ' + given + '\\n\\n'));
            """;

    private static final String RECORDS_HELD = """
            const opened = indexedDB.open('syncline');
            await new Promise(resolve => (opened.onsuccess = resolve));
            const counted = opened.result.transaction('records').objectStore('records').count();
            await new Promise(resolve => (counted.onsuccess = resolve));
            opened.result.close();
            return counted.result;
            """;

    @Test
    void whatOthersWriteIsThereWithoutASync() {
        Device anns = profile().tab().open(tenant, "ann", STREAMING);
        Device bobs = profile().tab().open(tenant, "bob", STREAMING);
        JsonNode before = anns.awaitState(StreamTest::streams);
        bobs.awaitState(StreamTest::streams);

        bobs.run("await client.create('message', 'm-1', {text: 'hello'})");
        anns.awaitShown("message", "m-1", shown -> !shown.isNull());
        bobs.run("await client.patch('message', 'm-1', {text: 'hello again'})");
        anns.awaitShown("message", "m-1", shown -> shown.get("text").asText().equals("hello again"));

        assertEquals(before.get("lastSyncTime"), anns.state().get("lastSyncTime"), "no sync was needed");
        bobs.awaitState(Device::isAtRest);
    }

    @Test
    void anOutcomeThatComesLateComesByTheStream() {
        Device anns = profile().tab().open(tenant, "ann", STREAMING);
        anns.awaitState(StreamTest::streams);
        // The service's own waiting for outcomes is cut short.
        anns.page().route(Calls.PUSH, Calls::withoutWaiting);
        anns.page().route(Calls.QUERY, Calls::tellNoOutcome);

        anns.run("await client.create('message', 'm-1', {text: 'hello'})");

        assertEquals("APPLIED", anns.awaitTold("ack").at("/0/ack/outcome").asText());
        anns.awaitState(state -> state.get("queue").isEmpty());
    }

    @Test
    void whenItsTokenEndsTheStreamGoesOnWithAFreshOne() {
        Device anns = profile().tab();
        List<String> opened = new ArrayList<>();
        anns.page().onRequest(request -> {
            if (request.url().contains("/stream")) {
                opened.add(request.headers().get("authorization"));
            }
        });
        anns.open(tenant, "ann", Map.of("stream", true, "ttlSeconds", 4));

        anns.page().waitForCondition(() -> opened.size() >= 2);

        assertFalse(opened.get(0).equals(opened.get(1)));
        anns.awaitState(StreamTest::streams);
        Device bobs = device("bob");
        bobs.run("await client.create('message', 'm-1', {text: 'hello'})");
        bobs.sync();
        anns.awaitShown("message", "m-1", shown -> !shown.isNull());
        assertEquals(0, anns.state().get("failureCount").asInt());
    }

    @Test
    void offlineItEndsAndOnlineItGoesOnWithNothingMissed() {
        Profile profile = profile();
        Device anns = profile.tab().open(tenant, "ann", STREAMING);
        Device bobs = device("bob");
        anns.awaitState(StreamTest::streams);
        profile.setOffline(true);
        anns.awaitState(state -> !state.get("streaming").asBoolean());
        bobs.run("await client.create('message', 'm-1', {text: 'missed?'})");
        bobs.sync();

        profile.setOffline(false);

        anns.awaitShown("message", "m-1", shown -> !shown.isNull());
        assertTrue(streams(anns.awaitState(StreamTest::streams)));
    }

    @Test
    void aClosedClientEndsItsStream() {
        Device anns = profile().tab().open(tenant, "ann", STREAMING);
        anns.awaitState(StreamTest::streams);
        List<String> ended = new ArrayList<>();
        anns.page().onRequestFailed(request -> ended.add(request.url()));
        anns.page().onRequestFinished(request -> ended.add(request.url()));

        anns.run("await client.close()");

        anns.page().waitForCondition(() -> ended.stream().anyMatch(url -> url.contains("/stream")));
    }

    @Test
    void whileAPushIsRefusedTheStreamOpensAllTheSame() {
        Profile profile = profile();
        Device anns = profile.tab();
        profile.setOffline(true);
        anns.open(tenant, "ann", STREAMING).run("await client.create('message', 'm-1', {text: 'a'})");
        anns.page().route(Calls.PUSH, route -> Calls.refuse(route, 503, "busy", Map.of("Retry-After", "60")));

        profile.setOffline(false);

        JsonNode state = anns.awaitState(StreamTest::streams);
        assertEquals("busy", state.at("/error/code").asText());
    }

    @Test
    void aStreamThatEndsDoesNotEndThePushsWait() {
        Device anns = profile().tab().stopClock();
        List<String> opened = new ArrayList<>();
        anns.page().route(Calls.STREAM, route -> {
            opened.add(route.request().url());
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("text/event-stream")
                    .setBody(": over\n\n"));
        });
        List<String> pushes = new ArrayList<>();
        anns.page().route(Calls.PUSH, route -> {
            pushes.add(route.request().url());
            Calls.refuse(route, 503, "busy", Map.of("Retry-After", "60"));
        });
        anns.open(tenant, "ann", STREAMING);
        anns.page().waitForCondition(() -> opened.size() == 1);
        anns.awaitState(
                state -> Device.isAtRest(state) && !state.get("streaming").asBoolean());
        anns.run("await client.create('message', 'm-1', {text: 'a'}); await client.syncNow()");
        long next = anns.state().get("nextRetryTime").asLong();

        anns.runFor(1_100);

        anns.page().waitForCondition(() -> opened.size() == 2);
        assertEquals(1, pushes.size());
        assertEquals(next, anns.state().get("nextRetryTime").asLong());
    }

    @Test
    void whereThereAreTooManyStreamsItIsOpenedWhenTheServiceSays() {
        Device anns = profile().tab().stopClock();
        List<String> opened = new ArrayList<>();
        anns.page().route(Calls.STREAM, route -> {
            opened.add(route.request().url());
            Calls.refuse(route, 429, "too-many-streams", Map.of("Retry-After", "60"));
        });
        anns.open(tenant, "ann", STREAMING);
        anns.page().waitForCondition(() -> opened.size() == 1);

        anns.sync();
        anns.sync();
        anns.runFor(58_000);
        anns.sync();
        assertEquals(1, opened.size());
        anns.runFor(3_000);

        anns.page().waitForCondition(() -> opened.size() == 2);
        assertEquals(0, anns.state().get("failureCount").asInt());
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepItShut() {
        Device anns = profile().tab().stopClock();
        List<String> opened = new ArrayList<>();
        anns.page().route(Calls.STREAM, route -> {
            opened.add(route.request().url());
            Calls.refuse(route, 429, "too-many-streams", Map.of("Retry-After", "60"));
        });
        anns.open(tenant, "ann", Map.of("stream", true, "syncEvery", 40_000));
        anns.page().waitForCondition(() -> opened.size() == 1);
        anns.sync();

        anns.page().clock().setSystemTime(System.currentTimeMillis() - 3_600_000);
        anns.runFor(41_000);
        anns.awaitState(Device::isAtRest);
        anns.runFor(20_000);

        anns.page().waitForCondition(() -> opened.size() == 2);
    }

    @Test
    void outcomesAreAskedForOnceAfterItOpenedAndThenItTellsThem() {
        Device anns = profile().tab().stopClock();
        List<String> asked = new ArrayList<>();
        anns.page().route(Calls.PUSH, Calls::withoutWaiting);
        anns.page().route(Calls.QUERY, route -> {
            asked.add(route.request().url());
            Calls.tellNoOutcome(route);
        });
        // A stream that opens while outcomes are asked for, stays open and tells nothing.
        anns.run("""
                const silent = signal => new ReadableStream({
                  start: it => signal.addEventListener('abort', () => it.error(signal.reason)),
                });
                await device.open({subject: 'ann', tenant: given, stream: true, fetch: async (url, init) => {
                  if (url.includes('/stream')) {
                    return new Promise(resolve => (device.answer = () => resolve(new Response(silent(init.signal)))));
                  }
                  const answer = await fetch(url, init);
                  if (url.includes('/query')) device.answer();
                  return answer;
                }});
                """, tenant);
        anns.page().waitForFunction("() => device.answer");

        anns.run("await client.create('message', 'm-1', {text: 'a'}); await client.syncNow()");

        anns.awaitState(StreamTest::streams);
        assertEquals(1, asked.size());
        anns.runFor(3_000);
        anns.page().waitForCondition(() -> asked.size() == 2);
        anns.awaitState(StreamTest::streams);
        anns.runFor(20_000);
        anns.sync();
        assertEquals(3, asked.size(), "the last time as it was told to");
    }

    @Test
    void aStreamThatEndsLateLeavesTheNextOneAsItIs() {
        Device anns = profile().tab();
        anns.run(OWN_STREAMS, tenant);
        anns.awaitState(StreamTest::streams);
        List<Route> held = new ArrayList<>();
        anns.page().route("**/api/v1/records/**", held::add);
        anns.run(
                TELL,
                "{\"entity\": \"message\", \"entityId\": \"m-1\", \"version\": 9, \"baseVersion\": 8, \"patch\": {}}");
        anns.page().waitForCondition(() -> held.size() == 1);
        // Told by the browser alone: what is under way is not ended by it.
        anns.run("dispatchEvent(new Event('offline'))");
        anns.run("dispatchEvent(new Event('online'))");
        anns.page().waitForFunction("() => device.streams.length === 2");
        anns.awaitState(StreamTest::streams);

        anns.page()
                .waitForResponse("**/api/v1/records/**", () -> Calls.refuse(held.get(0), 404, "not-found", Map.of()));
        anns.sync();

        assertTrue(streams(anns.state()));
    }

    @Test
    void whatTheStreamTellsLateOfARecordThatIsGoneDoesNotBringItBack() {
        Device bobs = device("bob");
        bobs.run("await client.create('message', 'm-1', {text: 'a'})");
        bobs.sync();
        JsonNode page = Api.as(tenant, "bob").get("/api/v1/feed").body();
        ObjectNode late = page.at("/items/0").deepCopy();
        late.set("cursor", page.get("cursor"));
        Device anns = profile().tab();
        anns.run(OWN_STREAMS, tenant);
        anns.awaitState(StreamTest::streams);
        bobs.run("await client.delete('message', 'm-1')");
        bobs.sync();

        anns.sync();
        assertEquals(0, anns.run(RECORDS_HELD).asInt(), "nothing stays of what was deleted");
        anns.run(TELL, late.toString());
        anns.run(
                TELL,
                "{\"entity\": \"message\", \"entityId\": \"m-2\", \"version\": 1, \"data\": {}, \"cursor\": \"z\"}");

        anns.awaitShown("message", "m-2", shown -> !shown.isNull());
        assertTrue(anns.shown("message", "m-1").isNull());
    }

    @Test
    void aServiceThatHadNoStreamOnceIsAskedAgain() {
        Device anns = profile().tab();
        int[] refused = {0};
        anns.page().route(Calls.STREAM, route -> {
            if (refused[0]++ == 0) {
                Calls.refuse(route, 404, "not-found", Map.of());
            } else {
                route.resume();
            }
        });

        anns.open(tenant, "ann", STREAMING);

        assertTrue(streams(anns.awaitState(StreamTest::streams)));
        assertEquals(2, refused[0]);
    }

    private static boolean streams(JsonNode state) {
        return state.get("streaming").asBoolean() && !state.get("isSyncing").asBoolean();
    }
}
