package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing piles up while a client works, and nothing stays when it is closed. */
@QuarkusTest
class LeakTest extends BrowserTest {

    private static final int CYCLES = 200;
    private static final long SLACK = 1_000_000;

    /** Counts what the page holds on to: timers that run, listeners, channels, requests that are open. */
    private static final String COUNTERS = """
            (() => {
              const live = window.live = {timers: new Set(), listeners: [], channels: 0, requests: 0};
              for (const [start, stop, once] of [['setTimeout', 'clearTimeout', true], ['setInterval', 'clearInterval', false]]) {
                const begin = window[start], end = window[stop];
                window[start] = (call, ms, ...rest) => {
                  const id = begin(() => { if (once) live.timers.delete(id); call(...rest); }, ms);
                  live.timers.add(id);
                  return id;
                };
                window[stop] = id => { live.timers.delete(id); end(id); };
              }
              const {addEventListener: add, removeEventListener: remove} = EventTarget.prototype;
              EventTarget.prototype.addEventListener = function (...given) {
                live.listeners.push([this, ...given]);
                return add.apply(this, given);
              };
              EventTarget.prototype.removeEventListener = function (...given) {
                live.listeners = live.listeners.filter(([target, type, call]) => target !== this || type !== given[0] || call !== given[1]);
                return remove.apply(this, given);
              };
              window.BroadcastChannel = class extends BroadcastChannel {
                constructor(name) { super(name); live.channels++; }
                close() { live.channels--; super.close(); }
              };
              const ask = window.fetch;
              window.fetch = (...given) => { live.requests++; return ask(...given).finally(() => live.requests--); };
              // What the test's own tools listen to is there from the beginning.
              window.count = () => { live.before = live.listeners.length; };
              window.held = async () => ({
                timers: live.timers.size, listeners: live.listeners.length - live.before, channels: live.channels, requests: live.requests,
                locks: (await navigator.locks.query()).held.length,
              });
            })();
            """;

    @Test
    void twoHundredCyclesHoldNoMoreThanTen() {
        Device device = counted();
        cycles(device, 10);
        JsonNode held = atRest(device);
        long heap = heap(device);

        cycles(device, CYCLES);

        assertEquals(held, atRest(device));
        long grown = heap(device) - heap;
        System.out.printf("%d cycles grew the heap by %,d bytes%n", CYCLES, grown);
        assertTrue(grown < SLACK, grown + " bytes");
    }

    @Test
    void aClosedClientLeavesNothingBehind() {
        Device device = counted();
        device.run("await client.close()");
        assertNothing(device);
        for (int i = 0; i < 20; i++) {
            device.open(tenant, "ann");
            device.run("client.subscribe('message', () => {}); client.state.subscribe(() => {})");
            device.run("await client.create('message', device.newId(), {text: 'a'}); void client.syncNow()");
            device.run("await client.close()");
        }

        assertNothing(device);
        assertEquals("deleted", device.run("""
                        return new Promise(resolve => {
                          const request = indexedDB.deleteDatabase('syncline');
                          request.onsuccess = () => resolve('deleted');
                          request.onblocked = () => resolve('a connection is still open');
                        })
                        """).asText());
        assertEquals(
                "closed",
                device.run("try { await client.get('message', 'm-1') } catch (error) { return error.code }")
                        .asText());
    }

    @Test
    void closedInTheMiddleOfASyncItLeavesNothingEither() {
        Device device = counted();
        device.awaitState(Device::isAtRest);
        device.page().route(Calls.PUSH, route -> {}); // which never ends
        device.run("await client.create('message', 'm-1', {text: 'a'}); void client.syncNow()");
        device.awaitState(state -> state.get("isSyncing").asBoolean());

        device.run("await client.close()");

        assertNothing(device);
        device.page().unroute(Calls.PUSH);
        device.open(tenant, "ann").sync();
        assertEquals(List.of("APPLIED"), device.awaitTold("ack").findValuesAsText("outcome"));
    }

    @Test
    void anEditThatEndsAfterTheClientIsClosedIsOnTheDevice() {
        Device device = device("ann");
        device.awaitState(Device::isAtRest);

        JsonNode failed = device.run("""
                const edits = Array.from({length: 200}, (_, i) => client.create('message', 'm-' + i, {text: 'a'}));
                await client.close();
                const ended = await Promise.allSettled(edits);
                return ended.filter(({status}) => status === 'rejected').map(({reason}) => String(reason));
                """);

        assertEquals("[]", failed.toString());
        device.open(tenant, "ann");
        assertEquals(200, device.run("return client.query('message')").size());
    }

    @Test
    void aProbeThatEndsWithTheClientStartsNoOther() {
        Device device = profile().tab();
        device.run("""
                device.timers = new Map();
                const fetch = (url, {signal}) => url.includes('/api/')
                    ? Promise.reject(new TypeError('nothing answers'))
                    : new Promise((_, reject) => {
                        device.probing = true;
                        signal.addEventListener('abort', () => reject(signal.reason));
                      });
                const clock = {
                  now: () => Date.now(),
                  setTimeout: (call, ms) => { const key = {}; device.timers.set(key, {call, ms}); return key; },
                  clearTimeout: key => device.timers.delete(key),
                };
                await device.open({subject: 'ann', tenant: given, stream: false, fetch, clock});
                """, tenant);
        device.awaitState(state -> state.get("failureCount").asInt() == 1);
        device.run("""
                const [key, {call}] = [...device.timers].find(([, {ms}]) => ms === 15000);
                device.timers.delete(key);
                call();
                """);
        device.page().waitForFunction("() => device.probing");

        device.run("await client.close()");

        assertEquals(0, device.run("return device.timers.size").asInt());
    }

    private Device counted() {
        Profile profile = profile();
        profile.context().addInitScript(COUNTERS);
        Device device = profile.tab();
        device.page().evaluate("count()");
        return device.open(tenant, "ann");
    }

    private static void cycles(Device device, int count) {
        device.run("""
                const end = client.subscribe('message', () => {});
                for (let i = 0; i < given; i++) {
                  const id = 'm-' + i % 5;
                  if (await client.get('message', id)) await client.patch('message', id, {text: String(Math.random())});
                  else await client.create('message', id, {text: 'a'});
                  await client.syncNow();
                }
                end();
                device.told = [];
                """, count);
    }

    private static JsonNode atRest(Device device) {
        device.awaitState(Device::isAtRest);
        device.page().waitForFunction("() => live.requests === 0 && live.timers.size === 1");
        return device.run("return held()");
    }

    private static void assertNothing(Device device) {
        device.page().waitForFunction("() => live.requests === 0"); // such as the app's own for a token
        assertEquals(
                "{\"timers\":0,\"listeners\":0,\"channels\":0,\"requests\":0,\"locks\":0}",
                device.run("return held()").toString());
    }

    private static long heap(Device device) {
        CDPSession session = device.page().context().newCDPSession(device.page());
        session.send("HeapProfiler.collectGarbage");
        session.send("HeapProfiler.collectGarbage");
        JsonObject usage = session.send("Runtime.getHeapUsage");
        session.detach();
        return usage.get("usedSize").getAsLong();
    }
}
