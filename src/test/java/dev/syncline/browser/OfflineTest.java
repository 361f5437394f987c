package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.service.Api;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Work without a network, through a crash, until the network is back. */
@QuarkusTest
class OfflineTest extends BrowserTest {

    @Test
    void offlineEditsSurviveAReloadAndAreSentOnReconnect() {
        Profile profile = profile();
        Device device = profile.tab().open(tenant, "ann");
        device.run("await client.create('message', 'm-1', {text: 'one', pinned: false})");
        device.awaitState(Device::isAtRest);

        profile.setOffline(true);
        device.awaitState(now -> !now.get("online").asBoolean());
        device.run("""
                await client.patch('message', 'm-1', {text: 'two'});
                await client.patch('message', 'm-1', {pinned: true});
                await client.create('message', 'm-2', {text: 'new'});
                await client.create('message', 'm-3', {text: 'a mistake'});
                await client.delete('message', 'm-3');
                """);
        JsonNode state = device.reload().open(tenant, "ann").state();

        assertEquals(2, state.get("queue").size(), "edits of a record not yet sent are one change, or none");
        assertEquals("unsent", state.at("/queue/0/status").asText());
        device.awaitState(now -> now.get("waiting").asText().equals("offline"));
        assertEquals(
                "{\"text\":\"two\",\"pinned\":true}",
                device.shown("message", "m-1").toString());

        profile.setOffline(false);

        device.awaitState(Device::isAtRest);
        Api bob = Api.as(tenant, "bob");
        assertEquals(
                "two",
                bob.get("/api/v1/records/message/m-1").body().at("/data/text").asText());
        assertEquals(
                2, bob.get("/api/v1/records/message/m-1").body().get("version").asInt());
        assertEquals(404, bob.get("/api/v1/records/message/m-3").status());
    }

    @Test
    void whatBeganOfflineSyncsWhenTheNetworkComes() {
        Profile profile = profile();
        Device device = profile.tab();
        profile.setOffline(true);
        device.open(tenant, "ann").run("await client.create('message', 'm-1', {text: 'a'})");
        JsonNode waiting =
                device.awaitState(state -> state.get("waiting").asText().equals("offline"));
        assertEquals(0, waiting.get("failureCount").asInt());
        assertEquals(false, waiting.get("online").asBoolean());

        profile.setOffline(false);

        assertTrue(device.awaitState(Device::isAtRest).get("online").asBoolean());
    }

    @Test
    void theDeviceKeepsItsName() {
        Profile profile = profile();
        Device device = profile.tab().open(tenant, "ann");
        String name = device.run("return client.clientId").asText();

        assertEquals(
                name,
                device.reload()
                        .open(tenant, "ann")
                        .run("return client.clientId")
                        .asText());
    }
}
