package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Access tokens end while there is work to do. */
@QuarkusTest
class TokenTest extends BrowserTest {

    @Test
    void aSyncInterruptedByExpiryGoesOnWhereItWas() {
        Profile profile = profile();
        Device device = profile.tab();
        profile.setOffline(true);
        device.run("device.online = new Promise(resolve => addEventListener('online', resolve))");
        device.open(tenant, "ann", Map.of("batchSize", 10))
                .run("for (let i = 0; i < 50; i++) await client.create('message', 'm-' + i, {text: 'a'})");
        List<String> taken = new ArrayList<>();
        List<String> first = new ArrayList<>();
        device.page().route(Calls.PUSH, route -> {
            String token = route.request().headers().get("authorization");
            first.add(token);
            if (first.size() > 2 && token.equals(first.get(0))) {
                // The service sees a token that is none any more.
                Map<String, String> headers = new HashMap<>(route.request().headers());
                headers.put("authorization", "Bearer expired");
                route.resume(new Route.ResumeOptions().setHeaders(headers));
                return;
            }
            Calls.changes(route.request())
                    .forEach(change -> taken.add(change.get("entityId").asText()));
            route.resume();
        });

        profile.setOffline(false);

        JsonNode state = device.awaitState(Device::isAtRest);
        assertEquals(0, state.get("failureCount").asInt());
        assertEquals(2, device.run("return device.tokensAsked").asInt());
        assertEquals(50, taken.size(), "nothing but the refused push went twice");
        assertEquals(50, taken.stream().distinct().count());
        assertEquals(6, first.size());
    }

    @Test
    void aTokenIsRenewedBeforeItEnds() {
        Device device = profile().tab().stopClock().open(tenant, "ann", Map.of("ttlSeconds", 3_600));
        device.awaitState(Device::isAtRest);

        device.page().clock().fastForward(Duration.ofMinutes(59).toMillis());
        device.sync();
        assertEquals(1, device.run("return device.tokensAsked").asInt());
        device.page().clock().fastForward(Duration.ofSeconds(31).toMillis());
        device.sync();

        assertEquals(2, device.run("return device.tokensAsked").asInt());
        assertEquals(0, device.state().get("failureCount").asInt());
    }

    @Test
    void aTokenThatNeverComesIsNotTheNetworksFault() {
        Device device = profile().tab().stopClock();
        device.run(
                "await device.open({subject: 'ann', tenant: given, stream: false, token: () => new Promise(() => (device.asked = true))})",
                tenant);
        device.page().waitForFunction("() => device.asked");
        device.runFor(61_000);

        JsonNode state = device.awaitState(now -> now.get("waiting").asText().equals("token"));

        assertEquals("token", state.at("/error/code").asText());
        assertTrue(state.get("online").asBoolean());
    }

    @Test
    void whatOneUserMadeIsNotSentWithAnothersToken() {
        Profile profile = profile();
        Device device = profile.tab().open(tenant, "ann");
        device.awaitState(Device::isAtRest);
        profile.setOffline(true);
        device.run("await client.create('message', 'm-1', {text: 'a'}); await client.close()");
        profile.setOffline(false);
        List<String> sent = new ArrayList<>();
        device.page().onRequest(request -> {
            if (request.url().contains("/api/")) {
                sent.add(request.url());
            }
        });

        device.open(tenant, "bob");

        JsonNode state = device.awaitState(now -> now.get("waiting").asText().equals("user"));
        assertEquals("user", state.at("/error/code").asText());
        assertEquals(1, state.get("queue").size());
        assertEquals(List.of(), sent);
        device.run("await client.close()");
        device.open(tenant, "ann").awaitState(Device::isAtRest);
        assertEquals(1, device.told("ack").size());
    }

    @Test
    void withoutATokenTheQueueWaitsAndTheStateSaysSo() {
        Device device = device("ann");
        device.awaitState(Device::isAtRest);
        device.run("await client.close()");
        device.run("""
                device.refuse = true;
                await device.open({subject: 'ann', tenant: given, stream: false, token: async () => {
                  if (device.refuse) throw new Error('the session is over');
                  const answer = await fetch('/dev/token', {method: 'POST', headers: {'Content-Type': 'application/json'},
                    body: JSON.stringify({sub: 'ann', tenant: given})});
                  return (await answer.json()).access_token;
                }});
                """, tenant);
        device.run("await client.create('message', 'm-1', {text: 'a'})");

        JsonNode state = device.awaitState(now -> now.get("waiting").asText().equals("token"));

        assertEquals("the session is over", state.at("/error/detail").asText());
        assertEquals("token", state.at("/error/code").asText());
        assertEquals(1, device.state().get("queue").size());
        device.run("device.refuse = false; await client.syncNow()");
        state = device.awaitState(Device::isAtRest);
        assertTrue(state.get("waiting").isNull());
    }
}
