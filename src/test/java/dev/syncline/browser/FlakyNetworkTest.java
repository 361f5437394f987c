package dev.syncline.browser;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Route;
import dev.syncline.service.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that fail, are late, or whose answers are lost: when they are repeated, and that it does no harm. */
@QuarkusTest
class FlakyNetworkTest extends BrowserTest {

    @Test
    void failuresAreRetriedAfterOneTwoFourSecondsUpToFiveMinutes() {
        Device device = profile().tab().stopClock();
        device.page().route(Calls.ALL, Route::abort);
        device.page().route("**/syncline/client.d.ts", Route::abort); // the probe
        device.open(tenant, "ann").run("await client.create('message', 'm-1', {text: 'a'})");

        for (int failures = 1; failures <= 11; failures++) {
            int count = failures;
            JsonNode state = device.awaitState(now -> now.get("failureCount").asInt() == count
                    && !now.get("isSyncing").asBoolean());
            assertEquals("retry", state.get("waiting").asText());
            assertEquals("no-answer", state.at("/error/code").asText());
            assertEquals(false, state.get("online").asBoolean());
            long delay = state.get("nextRetryTime").asLong()
                    - device.run("return Date.now()").asLong();
            long step = Math.min(1_000L << failures - 1, 300_000);
            assertTrue(delay >= step / 2 && delay <= step, delay + " ms after " + failures + " failures");
            device.runFor(delay - 1);
            assertEquals(failures, device.state().get("failureCount").asInt());
            device.runFor(2);
        }
        device.page().unroute(Calls.ALL);
        device.run("await client.syncNow()");

        JsonNode state = device.awaitState(Device::isAtRest);
        assertEquals(0, state.get("failureCount").asInt());
        assertEquals(0, state.get("nextRetryTime").asLong());
        assertTrue(state.get("waiting").isNull());
        assertTrue(state.get("error").isNull());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void theServiceSaysHowLongToWaitAtLeast(int status) {
        Device device = profile().tab().stopClock().open(tenant, "ann");
        device.awaitState(Device::isAtRest);
        List<String> pushes = new ArrayList<>();
        device.page().route(Calls.PUSH, route -> {
            pushes.add(Calls.changes(route.request()).toString());
            if (pushes.size() == 1) {
                Calls.refuse(route, status, "busy", Map.of("Retry-After", "7"));
            } else {
                route.resume();
            }
        });

        device.run("await client.create('message', 'm-1', {text: 'a'}); await client.syncNow()");

        JsonNode state = device.awaitState(now -> !now.get("isSyncing").asBoolean());
        assertEquals("busy", state.at("/error/code").asText());
        assertTrue(state.get("online").asBoolean(), "it answered");
        device.runFor(6_999);
        assertEquals(1, pushes.size());
        device.runFor(1);
        device.awaitState(Device::isAtRest);
        assertEquals(2, pushes.size());
        assertEquals(pushes.get(0), pushes.get(1), "the same changes go again unaltered");
    }

    @Test
    void whileAPushIsRefusedOutcomesAndWhatOthersWroteComeAllTheSame() {
        Device device = device("ann");
        Device bobs = device("bob");
        device.awaitState(Device::isAtRest);
        device.page().route(Calls.PUSH, Calls::withoutWaiting);
        device.page().route(Calls.QUERY, Calls::tellNoOutcome);
        device.run("await client.create('message', 'm-1', {text: 'a'})");
        assertEquals("accepted", device.sync().at("/queue/0/status").asText(), "its outcome is to be asked for");
        device.page().unroute(Calls.PUSH);
        device.page()
                .route(
                        Calls.PUSH,
                        route -> Calls.refuse(route, 503, "broker-unavailable", Map.of("Retry-After", "60")));
        device.run("await client.create('message', 'm-3', {text: 'c'}); await client.syncNow()");
        bobs.run("await client.create('message', 'm-2', {text: 'b'})");
        bobs.sync();
        device.page().unroute(Calls.QUERY);

        JsonNode state = device.sync();

        assertEquals("broker-unavailable", state.at("/error/code").asText());
        assertEquals("retry", state.get("waiting").asText());
        assertTrue(state.get("nextRetryTime").asLong() - System.currentTimeMillis() > 30_000);
        assertEquals("b", device.shown("message", "m-2").get("text").asText());
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            device.sync();
            return device.told("ack").at("/0/change/entityId").asText().equals("m-1");
        });
    }

    @Test
    void whereNothingAnswersAPushNothingElseIsTried() {
        Device device = device("ann");
        device.awaitState(Device::isAtRest);
        List<String> asked = new ArrayList<>();
        device.page().route(Calls.FEED, route -> {
            asked.add(route.request().url());
            route.resume();
        });
        device.page().route(Calls.PUSH, Route::abort);

        device.run("await client.create('message', 'm-1', {text: 'a'}); await client.syncNow()");

        assertEquals(List.of(), asked);
    }

    @Test
    void whatTakesTooLongGoesAndComesInHalvesUntilItIsDone() {
        Device bobs = device("bob");
        bobs.run("await client.create('message', 'm-0', {text: 'of bob'})");
        bobs.sync();
        Profile profile = profile();
        Device device = profile.tab().stopClock();
        List<Integer> pushed = new ArrayList<>();
        List<String> pulled = new ArrayList<>();
        device.page().route(Calls.PUSH, route -> {
            pushed.add(Calls.changes(route.request()).size());
            // The first are not done before the client gives them up.
            if (pushed.size() > 2) {
                route.resume();
            }
        });
        device.page().route(Calls.FEED, route -> {
            pulled.add(route.request().url().replaceAll(".*limit=(\\d+).*", "$1"));
            if (pulled.size() > 1) {
                route.resume();
            }
        });
        profile.setOffline(true);
        device.open(tenant, "ann", Map.of("batchSize", 8, "syncEvery", 1_000_000))
                .run("for (let i = 0; i < 8; i++) await client.create('message', 'm-' + (i + 1), {text: 'a'})");
        profile.setOffline(false);
        device.page().waitForCondition(() -> pushed.size() == 1);

        device.runFor(36_000);
        device.page().waitForCondition(() -> pulled.size() == 1);
        device.runFor(31_000);
        device.run("void client.syncNow()");
        device.page().waitForCondition(() -> pushed.size() == 2);
        device.runFor(36_000);
        device.awaitShown("message", "m-0", shown -> !shown.isNull());
        device.sync();

        // For outcomes that are late.
        device.page().clock().resume();
        device.awaitState(Device::isAtRest);
        assertEquals(List.of(8, 4, 2), pushed.subList(0, 3));
        assertEquals(List.of("500", "250"), pulled.subList(0, 2));
    }

    @Test
    void whatTheAppIsToMergeIsNotSentBeforeItIsKnown() {
        Device device = profile().tab();
        device.page().route(Calls.FEED, route -> Calls.refuse(route, 503, "busy", Map.of("Retry-After", "60")));
        List<String> pushes = new ArrayList<>();
        device.page().onRequest(request -> {
            if (request.url().endsWith("/changes")) {
                pushes.add(request.url());
            }
        });

        device.run(
                "await device.open({subject: 'ann', tenant: given, stream: false, onConflict: () => undefined})",
                tenant);
        device.run("await client.create('message', 'm-1', {text: 'a'}); await client.syncNow()");

        assertEquals("busy", device.state().at("/error/code").asText());
        assertEquals(List.of(), pushes);
    }

    @Test
    void whatWasTakenWhileItsAnswerWasLostIsSentAgainUnalteredAndHappensOnce() {
        Device device = profile().tab().stopClock().open(tenant, "ann");
        device.awaitState(Device::isAtRest);
        List<JsonNode> sent = new ArrayList<>();
        device.page().route(Calls.PUSH, route -> {
            sent.addAll(Calls.changes(route.request()));
            if (sent.size() == 1) {
                Calls.loseAnswer(route);
            } else {
                route.resume();
            }
        });

        device.run("""
                await client.create('message', 'm-1', {text: 'a'});
                await client.syncNow();
                await client.patch('message', 'm-1', {text: 'b'});
                await client.syncNow();
                """);

        device.page().clock().resume();
        device.awaitState(Device::isAtRest);
        assertEquals(sent.get(0), sent.get(1));
        assertEquals(sent.get(0).get("id"), sent.get(2).get("after"), "what came later builds on it");
        assertEquals(3, sent.size());
        JsonNode record =
                Api.as(tenant, "bob").get("/api/v1/records/message/m-1").body();
        assertEquals(2, record.get("version").asInt());
        assertEquals("b", record.at("/data/text").asText());
    }

    @Test
    void whatTheServiceTookAndLostIsSentAgainAfterAnHour() {
        Device device = profile().tab().stopClock().open(tenant, "ann", Map.of("syncEvery", 10_000_000));
        device.awaitState(Device::isAtRest);
        List<JsonNode> sent = new ArrayList<>();
        device.page().route(Calls.PUSH, route -> {
            sent.addAll(Calls.changes(route.request()));
            if (sent.size() == 1) {
                route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"accepted\": [" + sent.get(0).get("id") + "], \"rejected\": []}"));
            } else {
                route.resume();
            }
        });
        device.run("await client.create('message', 'm-1', {text: 'a'}); await client.syncNow()");

        device.page().clock().fastForward(Duration.ofMinutes(59).toMillis());
        device.sync();
        assertEquals(1, sent.size());
        assertEquals("accepted", device.state().at("/queue/0/status").asText());
        device.page().clock().fastForward(Duration.ofMinutes(2).toMillis());
        device.sync();
        device.sync();

        device.awaitState(Device::isAtRest);
        assertEquals(2, sent.size());
        assertEquals(sent.get(0), sent.get(1), "unaltered");
        assertEquals("APPLIED", device.told("ack").at("/0/ack/outcome").asText());
    }

    @Test
    void outcomesThatOneAnswerHasNoRoomForAreAskedForAtOnce() {
        Device device = profile().tab().stopClock().open(tenant, "ann");
        device.awaitState(Device::isAtRest);
        device.page().route(Calls.PUSH, Calls::withoutWaiting);
        device.page().route(Calls.QUERY, Calls::tellNoOutcome);
        device.run("for (const id of ['m-1', 'm-2', 'm-3']) await client.create('message', id, {text: 'a'})");
        device.sync();
        Api bob = Api.as(tenant, "bob");
        for (String id : List.of("m-1", "m-2", "m-3")) {
            await().until(() -> bob.get("/api/v1/records/message/" + id).status() == 200);
        }
        device.page().unroute(Calls.QUERY);
        device.page().route(Calls.QUERY, route -> {
            APIResponse response = route.fetch();
            ObjectNode answer = (ObjectNode) Calls.json(response.body());
            ArrayNode acks = (ArrayNode) answer.get("acks");
            ArrayNode more = answer.putArray("more");
            while (acks.size() > 1) {
                more.add(acks.remove(1).get("changeId"));
            }
            route.fulfill(new Route.FulfillOptions().setResponse(response).setBody(answer.toString()));
        });

        assertTrue(device.sync().get("queue").isEmpty());
    }

    @Test
    void abortsDelaysAndLostAnswersAtRandomLoseAndRepeatNothing() {
        Device device = device("ann");
        Random random = new Random(42);
        device.page().route(Calls.ALL, route -> {
            switch (random.nextInt(6)) {
                case 0 -> route.abort();
                case 1 -> Calls.loseAnswer(route);
                case 2 -> Calls.refuse(route, 503, "broker-unavailable", Map.of("Retry-After", "1"));
                case 3 -> {
                    device.page().waitForTimeout(random.nextInt(100));
                    route.resume();
                }
                default -> route.resume();
            }
        });
        for (int round = 0; round < 15; round++) {
            device.run("""
                    for (const id of ['m-1', 'm-2', 'm-3']) {
                      if (given === 0) await client.create('message', id, {text: '0'});
                      else await client.update('message', id, {text: String(given)});
                    }
                    await client.syncNow();
                    """, round);
        }
        device.page().unroute(Calls.ALL);

        device.sync();
        device.awaitState(Device::isAtRest);
        List<String> ids = new ArrayList<>();
        device.told("ack").forEach(told -> ids.add(told.at("/change/id").asText()));
        assertEquals(ids.stream().distinct().toList(), ids, "every outcome is told once");
        Api bob = Api.as(tenant, "bob");
        int versions = 0;
        for (String id : List.of("m-1", "m-2", "m-3")) {
            JsonNode record = bob.get("/api/v1/records/message/" + id).body();
            assertEquals("14", record.at("/data/text").asText());
            assertEquals(record.get("data"), device.shown("message", id));
            versions += record.get("version").asInt();
        }
        assertEquals(ids.size(), versions, "every change made one version");
    }

    @Test
    void aPushTooLargeGoesInSmallerOnes() {
        Profile profile = profile();
        Device device = profile.tab().open(tenant, "ann");
        device.awaitState(Device::isAtRest);
        profile.setOffline(true);
        device.run("for (let i = 0; i < 10; i++) await client.create('message', 'm-' + i, {text: 'a'})");
        List<Integer> taken = new ArrayList<>();
        device.page().route(Calls.PUSH, route -> {
            int changes = Calls.changes(route.request()).size();
            if (changes > 3) {
                Calls.refuse(route, 413, "too-many-changes", Map.of());
            } else {
                taken.add(changes);
                route.resume();
            }
        });

        profile.setOffline(false);

        device.awaitState(Device::isAtRest);
        assertEquals(10, taken.stream().mapToInt(Integer::intValue).sum());
        assertEquals(0, device.told("rejected").size());
    }
}
