package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** A device whose storage is full says so; what was queued before stays. */
@QuarkusTest
class QuotaTest extends BrowserTest {

    @Test
    void anEditThatDoesNotFitIsRefusedAndNothingIsLost() {
        Profile profile = profile();
        Device device = profile.tab();
        limitStorage(device, 500_000);
        device.open(tenant, "ann").awaitState(Device::isAtRest);
        profile.setOffline(true);
        device.run("await client.create('message', 'm-1', {text: 'a'})");

        String code = device.run("""
                try {
                  await client.create('message', 'm-2', {text: 'x'.repeat(1000000)});
                } catch (error) { return error.code }
                """).asText();

        assertEquals("quota", code);
        assertEquals(1, device.told("quota").size());
        assertEquals("a", device.shown("message", "m-1").get("text").asText());
        assertEquals(1, device.reload().open(tenant, "ann").state().get("queue").size());
        assertTrue(device.shown("message", "m-2").isNull());
        profile.setOffline(false);
        device.awaitState(Device::isAtRest);
        assertEquals(1, device.told("ack").size());
    }

    @Test
    void whatWaitsIsSentThoughWhatOthersWroteHasNoRoom() {
        Device bobs = device("bob");
        bobs.run("for (let i = 0; i < 4; i++) await client.create('message', 'big-' + i, {text: 'x'.repeat(250000)})");
        bobs.sync();
        Profile profile = profile();
        Device device = profile.tab();
        limitStorage(device, 500_000);
        profile.setOffline(true);
        device.run(
                "await device.open({subject: 'ann', tenant: given, stream: false, onConflict: () => undefined})",
                tenant);
        device.run("await client.create('message', 'm-1', {text: 'a'})");

        profile.setOffline(false);

        device.awaitTold("ack");
        assertEquals(
                "quota",
                device.awaitState(state -> !state.get("isSyncing").asBoolean())
                        .get("waiting")
                        .asText());
    }

    private static void limitStorage(Device device, int bytes) {
        CDPSession session = device.page().context().newCDPSession(device.page());
        JsonObject quota = new JsonObject();
        quota.addProperty("origin", (String) device.page().evaluate("location.origin"));
        quota.addProperty("quotaSize", bytes);
        session.send("Storage.overrideQuotaForOrigin", quota);
    }
}
