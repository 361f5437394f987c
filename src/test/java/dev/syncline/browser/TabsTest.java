package dev.syncline.browser;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tabs of one device: one of them syncs, all of them show the same. */
@QuarkusTest
class TabsTest extends BrowserTest {

    /** What a browser closes can only be closed by who has it. */
    private static final String KEEP_CONNECTION = """
            const {open} = IDBFactory.prototype;
            IDBFactory.prototype.open = function (...given) {
              const request = open.apply(this, given);
              request.addEventListener('success', () => (device.connection = request.result));
              return request;
            };
            """;

    @Test
    void oneTabSyncsAndTheOthersFollow() {
        Profile profile = profile();
        Device first = profile.tab().open(tenant, "ann");
        first.awaitState(Device::isAtRest);
        Device second = profile.tab().open(tenant, "ann");
        List<String> asked = new ArrayList<>();
        second.page().onRequest(request -> {
            if (request.url().contains("/api/")) {
                asked.add(request.url());
            }
        });
        second.run("client.subscribe('message', records => device.seen = records.length)");
        first.run("client.subscribe('message', records => device.seen = records.length)");

        second.run("await client.create('message', 'm-1', {text: 'a'})");
        JsonNode state = second.sync();

        assertTrue(state.get("queue").isEmpty());
        assertEquals("APPLIED", second.awaitTold("ack").at("/0/ack/outcome").asText());
        first.run("await client.create('message', 'm-2', {text: 'b'})");
        assertSame(first, second);
        first.sync();
        assertSame(first, second);
        assertEquals(2, first.run("return device.seen").asInt());
        second.page().waitForFunction("() => device.seen === 2");
        assertEquals(first.run("return client.clientId"), second.run("return client.clientId"));
        assertEquals(List.of(), asked);
    }

    @Test
    void theNextTabTakesOverWhereTheLeaderWasLost() {
        Profile profile = profile();
        Device first = profile.tab().open(tenant, "ann");
        first.awaitState(Device::isAtRest);
        Device second = profile.tab().open(tenant, "ann");
        first.page().route(Calls.PUSH, route -> {}); // which never ends
        first.run("await client.create('message', 'm-1', {text: 'a'}); void client.syncNow()");
        second.awaitState(state -> state.get("isSyncing").asBoolean());
        assertEquals(
                "sent",
                second.awaitState(state -> state.at("/queue/0/status").asText().equals("sent"))
                        .at("/queue/0/status")
                        .asText());

        first.page().close();

        second.awaitState(Device::isAtRest);
        assertEquals("a", second.shown("message", "m-1").get("text").asText());
    }

    @Test
    void whatWasAskedOfALeaderThatIsLostIsAskedOfTheNext() {
        Profile profile = profile();
        Device first = profile.tab().open(tenant, "ann");
        first.awaitState(Device::isAtRest);
        profile.tab().open(tenant, "ann");
        Device third = profile.tab().open(tenant, "ann");
        first.page().route(Calls.PUSH, route -> {}); // which never ends
        first.run("await client.create('message', 'm-1', {text: 'a'}); void client.syncNow()");
        third.awaitState(state -> state.get("isSyncing").asBoolean());
        third.run("client.syncNow().then(state => device.synced = state)");

        first.page().close();

        third.page().waitForFunction("() => device.synced");
        assertTrue(third.run("return device.synced").get("queue").isEmpty());
    }

    @Test
    void neverDoTwoSyncsOfOneDeviceRunAtOnce() {
        Profile profile = profile();
        Device first = profile.tab().open(tenant, "ann");
        first.awaitState(Device::isAtRest);
        Device second = profile.tab().open(tenant, "ann");
        List<Integer> running = new ArrayList<>();
        int[] open = {0};
        profile.context().onRequest(request -> {
            if (request.url().contains("/api/v1/")) {
                running.add(++open[0]);
            }
        });
        profile.context().onRequestFinished(request -> {
            if (request.url().contains("/api/v1/")) {
                open[0]--;
            }
        });

        for (Device device : List.of(first, second)) {
            device.run("""
                    device.all = (async () => {
                      for (let i = 0; i < 10; i++) {
                        await client.create('message', client.state.value.lastSyncTime + '-' + device.newId(), {text: 'a'});
                        void client.syncNow();
                        await client.syncNow();
                      }
                    })()
                    """);
        }
        first.run("await device.all");
        second.run("await device.all");

        first.awaitState(Device::isAtRest);
        assertTrue(running.size() > 20);
        assertEquals(1, running.stream().mapToInt(Integer::intValue).max().orElse(0));
        assertEquals(20, second.run("return client.query('message')").size());
    }

    @Test
    void aConnectionThatTheBrowserBrokeIsMadeAnew() {
        Device device = profile().tab();
        device.run(KEEP_CONNECTION);
        device.open(tenant, "ann").awaitState(Device::isAtRest);
        device.run("device.connection.close()");

        device.run("await Promise.all(['m-1', 'm-2'].map(id => client.create('message', id, {text: 'a'})))");
        device.sync();

        assertTrue(Device.isAtRest(device.state()));
        assertEquals(2, device.told("ack").size());
    }

    @Test
    void aTabThatLosesTheDatabaseSaysSoAndAnotherSyncs() {
        Profile profile = profile();
        Device first = profile.tab();
        first.run(KEEP_CONNECTION);
        first.open(tenant, "ann").awaitState(Device::isAtRest);
        Device second = profile.tab().open(tenant, "ann");

        first.run("""
                IDBFactory.prototype.open = () => { throw new DOMException('no more', 'UnknownError') };
                device.connection.close();
                """);
        String code = first.run("try { await client.get('message', 'm-1') } catch (error) { return error.code }")
                .asText();

        assertEquals("database", code);
        JsonNode state = first.state();
        assertEquals("database", state.get("waiting").asText());
        assertTrue(state.at("/error/detail").asText().contains("no more"), state.toString());
        second.run("await client.create('message', 'm-1', {text: 'a'})");
        assertTrue(second.sync().get("queue").isEmpty());
        assertEquals("database", first.state().get("waiting").asText());
        first.run("await client.close()");
    }

    @Test
    void aNewerVersionOfTheAppGetsTheDatabaseAtOnce() {
        Device device = profile().tab().open(tenant, "ann");
        device.awaitState(Device::isAtRest);

        device.run("""
                await new Promise((resolve, reject) => {
                  const request = indexedDB.open('syncline', 1000);
                  request.onsuccess = resolve;
                  request.onblocked = request.onerror = reject;
                })
                """);

        JsonNode state = device.awaitState(now -> now.get("waiting").asText().equals("database"));
        assertEquals("database", state.at("/error/code").asText());
        device.page().waitForFunction("async () => !(await navigator.locks.query()).held.length");
        assertEquals(
                "database",
                device.run("try { await client.syncNow() } catch (error) { return error.code }")
                        .asText());
    }

    private static void assertSame(Device one, Device other) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertEquals(one.state(), other.state()));
    }
}
