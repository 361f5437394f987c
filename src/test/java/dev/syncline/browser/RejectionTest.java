package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can never be applied is undone, with what was built on it, and says why; the rest goes on. */
@QuarkusTest
class RejectionTest extends BrowserTest {

    @Test
    void whatTheIngressRefusesIsRolledBackAndTheRestIsTaken() {
        Profile profile = profile();
        Device device = profile.tab().open(tenant, "ann");
        device.awaitState(Device::isAtRest);
        profile.setOffline(true);
        device.run("""
                await client.create('message', 'm-1', {text: 'before'});
                await client.create('note', 'n-1', {title: 17});
                await client.create('nonsense', 'x-1', {});
                await client.create('message', 'm-2', {text: 'after'});
                """);
        assertEquals(17, device.shown("note", "n-1").get("title").asInt());

        profile.setOffline(false);

        device.awaitState(Device::isAtRest);
        List<String> codes = new ArrayList<>();
        device.told("rejected").forEach(told -> codes.add(told.get("code").asText()));
        assertEquals(List.of("schema-violation", "unknown-entity"), codes);
        assertTrue(device.shown("note", "n-1").isNull());
        assertEquals("after", device.shown("message", "m-2").get("text").asText());
        assertEquals(0, device.state().get("failureCount").asInt());
    }

    @Test
    void whatIsRejectedStaysOnTheDeviceUntilTheAppForgetsIt() {
        Profile profile = profile();
        Device device = profile.tab().open(tenant, "ann");
        device.run("""
                await client.create('note', 'n-1', {title: 17});
                await client.create('nonsense', 'x-1', {text: 'the only copy'});
                """);
        device.sync();
        JsonNode told = device.told("rejected");
        assertEquals(2, told.size());

        JsonNode kept = device.reload().open(tenant, "ann").run("return client.rejected()");

        assertEquals(told, kept);
        assertEquals("the only copy", kept.at("/1/change/data/text").asText());
        Device second = profile.tab().open(tenant, "ann");
        assertEquals(told, second.run("return client.rejected()"));
        second.run("await client.forget(given)", kept.at("/0/change/id").asText());
        JsonNode left = device.run("return client.rejected()");
        assertEquals(1, left.size());
        assertEquals(told.get(1), left.get(0));
    }

    @Test
    void aDatabaseOfTheVersionBeforeKeepsWhatIsInIt() {
        Device device = profile().tab();
        device.run("""
                const request = indexedDB.open('syncline', 1);
                request.onupgradeneeded = () => {
                  const db = request.result;
                  db.createObjectStore('meta').put('my-phone', 'clientId');
                  db.createObjectStore('records', {keyPath: ['entity', 'entityId']}).createIndex('round', 'round');
                  const changes = db.createObjectStore('changes', {keyPath: 'seq', autoIncrement: true});
                  changes.createIndex('id', 'id', {unique: true});
                  changes.createIndex('record', ['entity', 'entityId']);
                  changes.createIndex('phase', 'phase');
                  changes.put({
                    id: device.newId(), entity: 'message', entityId: 'm-1', type: 'CREATE', phase: 1, base: null,
                    state: {text: 'from before'}, localVersion: 0, timestamp: Date.now(),
                  });
                };
                await new Promise(resolve => (request.onsuccess = resolve));
                request.result.close();
                """);

        device.open(tenant, "ann");

        assertEquals("my-phone", device.run("return client.clientId").asText());
        assertEquals("from before", device.shown("message", "m-1").get("text").asText());
        device.sync();
        assertEquals("APPLIED", device.told("ack").at("/0/ack/outcome").asText());
        assertTrue(device.run("return client.rejected()").isEmpty());
    }

    @Test
    void aPushOfNothingValidIsRolledBackToo() {
        Device device = device("ann");
        device.run("await client.create('nonsense', 'x-1', {})");

        JsonNode state = device.sync();

        assertTrue(state.get("queue").isEmpty());
        assertTrue(state.get("error").isNull());
        assertEquals("unknown-entity", device.told("rejected").at("/0/code").asText());
        assertTrue(device.shown("nonsense", "x-1").isNull());
    }

    @Test
    void whatTheEngineRejectsIsRolledBackWithWhatWasBuiltOnIt() {
        Device device = device("ann");
        device.run("await client.create('note', 'n-1', {title: 'ok', body: 'x'.repeat(100)})");
        device.sync();
        List<Route> held = new ArrayList<>();
        device.page().route(Calls.PUSH, held::add);
        device.run("await client.patch('note', 'n-1', {title: 17}); void client.syncNow()");
        device.page().waitForCondition(() -> held.size() == 1);
        device.run("await client.patch('note', 'n-1', {body: 'built on it'})");
        assertEquals(
                "{\"title\":17,\"body\":\"built on it\"}",
                device.shown("note", "n-1").toString());
        device.page().unroute(Calls.PUSH);
        held.get(0).resume();

        JsonNode told = device.awaitTold("rejected").get(0);

        assertEquals("schema-violation", told.get("code").asText());
        assertTrue(told.get("detail").asText().contains("title"), told.toString());
        assertEquals(17, told.at("/change/data/title").asInt());
        assertEquals(1, told.get("rolledBack").size());
        assertEquals("built on it", told.at("/rolledBack/0/data/body").asText());
        assertEquals(told, device.run("return client.rejected()").get(0));
        assertEquals("ok", device.shown("note", "n-1").get("title").asText());
        assertEquals("x".repeat(100), device.shown("note", "n-1").get("body").asText());
        device.run("await client.patch('note', 'n-1', {title: 'better'})");
        device.sync();
        assertEquals(
                2, device.run("return client.get('note', 'n-1')").get("version").asInt());
        assertEquals(1, device.told("rejected").size());
    }
}
