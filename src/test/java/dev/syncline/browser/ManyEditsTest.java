package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Request;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A day offline: a thousand edits go out in batches, and the user sees how far they are. */
@QuarkusTest
class ManyEditsTest extends BrowserTest {

    @Test
    void aThousandQueuedEditsGoInBatchesWithProgress() {
        Profile profile = profile();
        Device device = profile.tab().open(tenant, "ann");
        device.awaitState(Device::isAtRest);
        profile.setOffline(true);
        device.run("""
                for (let i = 0; i < 1000; i++) await client.create('message', 'm-' + i, {text: 'edit ' + i});
                device.progress = [];
                client.state.subscribe(({progress}) => progress && device.progress.push(progress));
                """);
        assertEquals(1000, device.state().get("queue").size());
        List<Request> pushes = new ArrayList<>();
        device.page().onRequest(request -> {
            if (request.url().endsWith("/api/v1/changes")) {
                pushes.add(request);
            }
        });

        long begin = System.nanoTime();
        profile.setOffline(false);
        device.awaitState(Device::isAtRest);
        System.out.printf("1,000 queued edits synced in %,d ms%n", (System.nanoTime() - begin) / 1_000_000);

        assertEquals(5, pushes.size());
        int sent = 0;
        int asText = 0;
        for (Request push : pushes) {
            assertEquals("gzip", push.headers().get("content-encoding"));
            sent += push.postDataBuffer().length;
            asText += Calls.body(push).toString().length();
        }
        assertTrue(sent < asText / 3, sent + " bytes for " + asText);
        JsonNode progress = device.run("return device.progress");
        int last = -1;
        for (JsonNode step : progress) {
            assertEquals(1000, step.get("total").asInt());
            assertTrue(step.get("done").asInt() >= last);
            last = step.get("done").asInt();
        }
        assertEquals(1000, last);
        assertTrue(progress.size() >= 6);
        assertEquals(1000, device.told("ack").size());
        Device bobs = device("bob");
        bobs.sync();
        assertEquals(1000, bobs.run("return client.query('message')").size());
    }
}
