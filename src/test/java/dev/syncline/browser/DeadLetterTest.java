package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.service.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the service failed on stays in view, and later edits build on it, until an operator decides. */
@QuarkusTest
class DeadLetterTest extends BrowserTest {

    private Device device;
    private Api admin;

    @BeforeEach
    void makeADeadLetterAndBuildOnIt() {
        admin = Api.as(tenant, "carol", "sync", "sync-admin");
        Profile profile = profile();
        device = profile.tab().open(tenant, "ann", Map.of("syncEvery", 300));
        Device bobs = device("bob");
        device.run("await client.create('task', 't-1', {title: 'one', done: false})");
        device.sync();
        bobs.sync();
        profile.setOffline(true); // so that hers is made without knowing of his
        device.run("await client.patch('task', 't-1', {title: 'throw'})");
        bobs.run("await client.patch('task', 't-1', {title: 'two'})");
        bobs.sync();
        profile.setOffline(false);

        device.awaitTold("dead-lettered");
        device.run("await client.patch('task', 't-1', {done: true})");
        JsonNode state = device.sync();

        assertEquals(
                "resolver-failed", device.told("dead-lettered").at("/0/code").asText());
        assertEquals("dead-lettered", state.at("/queue/0/status").asText());
        assertEquals(state.at("/queue/0/id"), state.at("/queue/1/after"));
        assertEquals(2, state.get("queue").size());
        assertEquals(
                "{\"title\":\"throw\",\"done\":true}",
                device.shown("task", "t-1").toString());
    }

    @Test
    void discardedItIsRolledBackWithWhatWasBuiltOnIt() {
        admin.delete("/api/v1/dead-letters/" + deadLetter());

        JsonNode told = device.awaitTold("rejected").get(0);

        assertEquals("discarded", told.get("code").asText());
        assertEquals(1, told.get("rolledBack").size());
        device.awaitState(Device::isAtRest);
        assertEquals(
                "{\"title\":\"two\",\"done\":false}",
                device.shown("task", "t-1").toString());
    }

    @Test
    void redrivenItTakesEffectAndSoDoesWhatWasBuiltOnIt() {
        admin.post(
                "/api/v1/dead-letters/" + deadLetter() + "/redrive",
                Map.of("patch", Map.of("title", "mended by an operator")));

        device.awaitState(Device::isAtRest);
        assertEquals(1, device.told("dead-lettered").size());
        JsonNode stored = Api.as(tenant, "bob").get("/api/v1/records/task/t-1").body();
        assertEquals(stored.get("data"), device.shown("task", "t-1"));
    }

    private String deadLetter() {
        return admin.get("/api/v1/dead-letters").body().at("/deadLetters/0/id").asText();
    }
}
