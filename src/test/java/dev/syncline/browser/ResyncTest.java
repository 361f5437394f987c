package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cursor too old, another history, a patch on another version: the client gets what it lacks and keeps what waits. */
@QuarkusTest
class ResyncTest extends BrowserTest {

    private Profile profile;
    private Device device;
    private Device bobs;

    @BeforeEach
    void pullOnce() {
        profile = profile();
        device = profile.tab().open(tenant, "ann");
        bobs = device("bob");
        bobs.run("""
                await client.create('message', 'm-1', {text: 'one', pinned: false});
                await client.create('message', 'm-2', {text: 'two', pinned: false});
                await client.create('message', 'm-3', {text: 'three', pinned: false});
                """);
        bobs.sync();
        device.sync();
    }

    @Test
    void aCursorTooOldBeginsAnewWithoutLosingWhatIsPending() {
        profile.setOffline(true);
        device.run("""
                await client.patch('message', 'm-1', {pinned: true});
                await client.patch('message', 'm-2', {pinned: true});
                await client.create('message', 'm-4', {text: 'four'});
                """);
        bobs.run("await client.patch('message', 'm-1', {text: 'ONE'}); await client.delete('message', 'm-3')");
        bobs.sync();
        boolean[] old = {true};
        device.page().route(Calls.FEED, route -> {
            if (old[0] && route.request().url().contains("cursor=")) {
                Calls.refuse(route, 410, "resync-required", Map.of());
                old[0] = false;
            } else {
                route.resume();
            }
        });

        profile.setOffline(false);

        device.awaitState(Device::isAtRest);
        assertEquals("cursor", device.told("resync").at("/0/reason").asText());
        assertTrue(device.shown("message", "m-3").isNull(), "what was deleted meanwhile is gone");
        bobs.sync();
        assertEquals(
                "{\"text\":\"ONE\",\"pinned\":true}",
                device.shown("message", "m-1").toString());
        for (String id : List.of("m-1", "m-2", "m-4")) {
            assertEquals(bobs.shown("message", id), device.shown("message", id));
        }
    }

    @Test
    void aPullAnewThatIsCutShortLeavesNothingUnsent() {
        device.page().route(Calls.PUSH, Calls::withoutWaiting);
        device.page().route(Calls.QUERY, Calls::tellNoOutcome);
        device.run("await client.create('message', 'm-4', {text: 'four'})");
        assertEquals("accepted", device.sync().at("/queue/0/status").asText());
        device.run("""
                const {put} = IDBObjectStore.prototype;
                IDBObjectStore.prototype.put = function (value, key) {
                  if (key === 'place' && value.anew) throw new Error('as if the tab had ended here');
                  return put.call(this, value, ...(key === undefined ? [] : [key]));
                };
                """);
        device.page().route(Calls.FEED, route -> Calls.refuse(route, 410, "resync-required", Map.of()));

        JsonNode state = device.sync();

        assertEquals("sent", state.at("/queue/0/status").asText());
    }

    @Test
    void inAnotherHistoryWhatHasNotComeBackIsSentAgain() {
        List<String> sent = new ArrayList<>();
        device.page().onRequest(request -> {
            if (request.url().endsWith("/changes")) {
                Calls.changes(request)
                        .forEach(change -> sent.add(change.get("id").asText()));
            }
        });
        // The push is answered, and before the pull comes back the database was restored.
        device.page().route(Calls.FEED, route -> {
            if (route.request().url().contains("cursor=")) {
                Calls.refuse(route, 410, "resync-required", Map.of());
                return;
            }
            APIResponse response = route.fetch();
            ObjectNode page = (ObjectNode) Calls.json(response.body());
            page.put("epoch", "e2");
            route.fulfill(new Route.FulfillOptions().setResponse(response).setBody(page.toString()));
        });
        device.run("await client.patch('message', 'm-1', {text: 'mine'})");

        device.sync();
        device.page().unroute(Calls.FEED);
        device.awaitState(Device::isAtRest);

        assertTrue(device.told("resync").size() >= 1);
        assertTrue(sent.size() >= 2, "the change went again");
        assertEquals(1, sent.stream().distinct().count());
        assertEquals("mine", device.shown("message", "m-1").get("text").asText());
        bobs.sync();
        assertEquals(
                2,
                bobs.run("return client.get('message', 'm-1')").get("version").asInt());
    }

    @Test
    void anEditOfARecordThatHasNotComeAnewBelongsToTheHistoryBefore() {
        List<String> before = new ArrayList<>();
        // Everything is pulled anew after a restore, and the second page does not come.
        device.page().route(Calls.FEED, route -> {
            if (route.request().url().contains("cursor=half")) {
                route.abort();
                return;
            }
            APIResponse response = route.fetch();
            ObjectNode page = (ObjectNode) Calls.json(response.body());
            before.add(page.get("epoch").asText());
            page.put("epoch", "e2");
            page.put("cursor", "half").put("more", true).putArray("items");
            route.fulfill(new Route.FulfillOptions().setResponse(response).setBody(page.toString()));
        });
        device.sync();
        assertEquals("epoch", device.told("resync").at("/0/reason").asText());
        List<JsonNode> pushes = new ArrayList<>();
        device.page().onRequest(request -> {
            if (request.url().endsWith("/changes")) {
                pushes.add(Calls.body(request));
            }
        });

        device.run("await client.patch('message', 'm-1', {pinned: true})");
        device.run("await client.create('message', 'm-4', {text: 'four'})");
        device.sync();

        assertEquals(before.get(0), pushes.get(0).get("epoch").asText());
        assertEquals("m-1", pushes.get(0).at("/changes/0/entityId").asText());
        assertEquals(1, pushes.get(0).at("/changes/0/localVersion").asInt());
        assertEquals("e2", pushes.get(1).get("epoch").asText(), "what is new belongs to the new one");
    }

    @Test
    void aPatchOnAnotherVersionIsReplacedByTheRecord() {
        List<String> read = new ArrayList<>();
        device.page().onRequest(request -> {
            if (request.url().contains("/records/")) {
                read.add(request.url().substring(request.url().indexOf("/records/")));
            }
        });
        bobs.run("await client.patch('message', 'm-1', {pinned: true})");
        bobs.sync();
        device.page().route(Calls.FEED, route -> {
            APIResponse response = route.fetch();
            JsonNode page = Calls.json(response.body());
            page.get("items").forEach(item -> {
                ObjectNode changed = (ObjectNode) item;
                changed.remove("data");
                changed.set("patch", Calls.json("{\"text\": \"not this\"}".getBytes()));
                changed.put("baseVersion", item.get("version").asInt() + 7);
            });
            route.fulfill(new Route.FulfillOptions().setResponse(response).setBody(page.toString()));
        });

        device.sync();

        assertEquals(List.of("/records/message/m-1"), read);
        assertEquals(
                "{\"text\":\"one\",\"pinned\":true}",
                device.shown("message", "m-1").toString());
    }

    @Test
    void largeRecordsComeAsPatchesAndGoAsPatches() {
        List<Integer> answers = new ArrayList<>();
        List<JsonNode> sent = new ArrayList<>();
        bobs.run("await client.create('message', 'm-5', {text: 'x'.repeat(20000), pinned: false})");
        bobs.sync();
        device.sync();
        bobs.page().onRequest(request -> {
            if (request.url().endsWith("/changes")) {
                sent.addAll(Calls.changes(request));
            }
        });
        device.page().onResponse(response -> {
            if (response.url().contains("/feed")) {
                answers.add(response.body().length);
            }
        });
        bobs.run("await client.patch('message', 'm-5', {pinned: true})");
        bobs.sync();
        device.sync();

        assertEquals("{\"pinned\":true}", sent.get(0).get("patch").toString());
        assertTrue(answers.get(0) < 1_000, answers.toString());
        assertTrue(device.shown("message", "m-5").get("pinned").asBoolean());
        assertEquals(20_000, device.shown("message", "m-5").get("text").asText().length());
    }
}
