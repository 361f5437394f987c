package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.service.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two devices of two users with nothing in the way. */
@QuarkusTest
class NormalSyncTest extends BrowserTest {

    @Test
    void anEditIsInViewAtOnceAndOnTheOtherDeviceAfterASync() {
        Device anns = device("ann");
        Device bobs = device("bob");

        anns.run("await client.create('message', 'm-1', {text: 'hello'})");
        assertEquals("hello", anns.shown("message", "m-1").get("text").asText());
        JsonNode state = anns.sync();
        bobs.sync();

        assertTrue(state.get("queue").isEmpty());
        assertTrue(state.get("lastSyncTime").asLong() > 0);
        assertEquals("hello", bobs.shown("message", "m-1").get("text").asText());
        assertEquals(
                1,
                bobs.run("return client.get('message', 'm-1')").get("version").asInt());
        bobs.run("await client.delete('message', 'm-1')");
        bobs.sync();
        anns.sync();
        assertTrue(anns.shown("message", "m-1").isNull());
    }

    @Test
    void anEditIsSentWithoutBeingAskedFor() {
        Device anns = device("ann");
        anns.awaitState(state -> state.get("lastSyncTime").asLong() > 0);

        anns.run("await client.create('message', 'm-1', {text: 'hello'})");

        anns.awaitTold("ack");
        Api.Answer read = Api.as(tenant, "bob").get("/api/v1/records/message/m-1");
        assertEquals("hello", read.body().at("/data/text").asText());
    }

    @Test
    void editsWithoutAPauseDoNotPutTheSyncOff() {
        Device anns = profile().tab().stopClock().open(tenant, "ann");
        anns.awaitState(Device::isAtRest);
        List<String> pushes = new ArrayList<>();
        anns.page().onRequest(request -> {
            if (request.url().endsWith("/changes")) {
                pushes.add(request.url());
            }
        });

        for (int i = 0; i < 4; i++) {
            anns.run("await client.create('message', 'm-' + given, {text: 'a'})", i);
            anns.runFor(30);
        }

        anns.page().waitForCondition(() -> !pushes.isEmpty());
    }

    @Test
    void everyThirtySecondsTheClientPulls() {
        Device anns = profile().tab().stopClock().open(tenant, "ann");
        anns.awaitState(Device::isAtRest);
        Device bobs = device("bob");
        bobs.run("await client.create('message', 'm-1', {text: 'hello'})");
        bobs.sync();

        anns.runFor(29_900);
        assertTrue(anns.shown("message", "m-1").isNull());
        anns.runFor(100);

        anns.awaitShown("message", "m-1", shown -> !shown.isNull());
    }

    @Test
    void aSubscriptionTellsItsResultWheneverItChanges() {
        Device anns = device("ann");
        anns.run("""
                device.seen = [];
                device.end = client.subscribe('message', {pinned: true},
                    records => device.seen.push(records.map(record => record.id + (record.pending ? '*' : ''))));
                await client.create('message', 'm-1', {text: 'a', pinned: true});
                await client.create('message', 'm-2', {text: 'b', pinned: false});
                await client.syncNow();
                await client.patch('message', 'm-2', {pinned: true});
                await client.syncNow();
                await client.patch('message', 'm-1', {pinned: false});
                await client.syncNow();
                """);

        assertEquals(
                "[[],[\"m-1*\"],[\"m-1\"],[\"m-1\",\"m-2*\"],[\"m-1\",\"m-2\"],[\"m-2\"]]",
                anns.run("device.end(); return device.seen").toString());
    }

    @Test
    void aQueryTakesMembersOrAFunction() {
        Device anns = device("ann");
        anns.run("""
                await client.create('message', 'm-2', {text: 'b', channel: 'x'});
                await client.create('message', 'm-1', {text: 'a', channel: 'x'});
                await client.create('message', 'm-3', {text: 'c', channel: 'y'});
                await client.create('channel', 'x', {name: 'x'});
                """);

        String ids = "return (await client.query('message', %s)).map(record => record.id).join()";
        assertEquals("m-1,m-2,m-3", anns.run(ids.formatted("undefined")).asText());
        assertEquals("m-1,m-2", anns.run(ids.formatted("{channel: 'x'}")).asText());
        assertEquals("m-3", anns.run(ids.formatted("data => data.text > 'b'")).asText());
    }

    @Test
    void onlyTheEntitiesWantedAreKept() {
        Device anns = device("ann");
        anns.run("await client.create('message', 'm-1', {text: 'a'}); await client.create('user', 'u-1', {name: 'A'})");
        anns.sync();

        Device bobs = profile().tab().open(tenant, "bob", Map.of("entities", new String[] {"message", "channel"}));
        bobs.sync();
        assertTrue(bobs.shown("user", "u-1").isNull());
        assertEquals("a", bobs.shown("message", "m-1").get("text").asText());
        bobs.run("await client.close()");
        bobs.open(tenant, "bob");
        bobs.sync();

        assertEquals("A", bobs.shown("user", "u-1").get("name").asText());
        assertEquals("entities", bobs.told("resync").at("/0/reason").asText());
    }

    @Test
    void anEditOfWhatIsWantedNoMoreIsSentAsItWasMade() {
        Profile profile = profile();
        Device anns = profile.tab().open(tenant, "ann");
        anns.run("await client.create('user', 'u-1', {name: 'A'})");
        anns.sync();
        profile.setOffline(true);
        anns.run("await client.patch('user', 'u-1', {name: 'B'}); await client.close()");
        List<JsonNode> sent = new ArrayList<>();
        anns.page().onRequest(request -> {
            if (request.url().endsWith("/changes")) {
                sent.addAll(Calls.changes(request));
            }
        });

        // With a merge of its own it pulls before it pushes.
        anns.run("""
                await device.open({
                  subject: 'ann', tenant: given, stream: false, entities: ['message'], onConflict: () => undefined,
                });
                """, tenant);
        profile.setOffline(false);

        anns.awaitState(Device::isAtRest);
        assertEquals("entities", anns.told("resync").at("/0/reason").asText());
        assertEquals("UPDATE", sent.get(0).get("type").asText());
        assertEquals(1, sent.get(0).get("localVersion").asInt());
    }

    @Test
    void aDeviceMayWantNoEntityAtAll() {
        Device anns = profile().tab().open(tenant, "ann", Map.of("entities", new String[0]));
        anns.run("await client.create('message', 'm-1', {text: 'a'})");

        anns.awaitState(Device::isAtRest);
        assertEquals(0, anns.told("resync").size());
    }

    @Test
    void whatTheServiceWouldRefuseForItsFormIsAnErrorAtTheEdit() {
        Device anns = device("ann");
        anns.run("await client.create('message', 'm-1', {text: 'a'})");

        for (String edit : List.of(
                "create('message', 'a/b', {text: 'a'})",
                "create('message', 'm-2', [])",
                "update('message', 'm-1', Promise.resolve({text: 'b'}))",
                "patch('message', 'm-1', {text: '\\0'})",
                "delete('message', '..')")) {
            String code = "try { await client.%s } catch (error) { return [error.name, error.code] }".formatted(edit);
            assertEquals("[\"SyncError\",\"invalid\"]", anns.run(code).toString(), edit);
        }
        assertEquals(1, anns.run("return client.query('message')").size());
    }

    @Test
    void whatIsSaidOfAMissingRecordIsAnError() {
        Device anns = device("ann");
        anns.run("await client.create('message', 'm-1', {text: 'a'})");

        String code = "try { await client.%s } catch (error) { return [error.name, error.code] }";
        assertEquals(
                "[\"SyncError\",\"exists\"]",
                anns.run(code.formatted("create('message', 'm-1', {})")).toString());
        assertEquals(
                "[\"SyncError\",\"not-found\"]",
                anns.run(code.formatted("patch('message', 'm-9', {})")).toString());
        assertEquals(
                "[\"SyncError\",\"not-found\"]",
                anns.run(code.formatted("delete('message', 'm-9')")).toString());
    }
}
