package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** While the stream is open, what others write is there at once, and so are outcomes. */
@QuarkusTest
class StreamTest extends BrowserTest {

    private static final Map<String, Object> STREAMING = Map.of("stream", true);

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
        anns.page().route(Calls.PUSH, route -> {
            Map<String, String> headers =
                    new java.util.HashMap<>(route.request().headers());
            headers.remove("prefer");
            route.resume(new com.microsoft.playwright.Route.ResumeOptions().setHeaders(headers));
        });
        anns.page()
                .route(
                        "**/changes/query",
                        route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
                                .setContentType("application/json")
                                .setBody("{\"acks\": [], \"unknown\": []}")));

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

    private static boolean streams(JsonNode state) {
        return state.get("streaming").asBoolean() && !state.get("isSyncing").asBoolean();
    }
}
