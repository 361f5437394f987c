package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.syncline.service.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An app of another origin imports the client from the service and syncs with it. */
@QuarkusTest
class OtherOriginTest extends BrowserTest {

    @Test
    void anAppElsewhereImportsTheClientAndSyncs() {
        String service = service().toString().replaceAll("/$", "");
        String app = service.replace("localhost", "127.0.0.1") + "/syncline/client.d.ts"; // any page there
        String token = (String) given(service);
        try (BrowserContext context = Chromium.start().newContext()) {
            Page page = context.newPage();
            page.navigate(app);

            Object state = page.evaluate("""
                    async ([service, token]) => {
                      const { createClient } = await import(service + '/syncline/client.js');
                      const client = await createClient({url: service, token: () => token, stream: false});
                      for (let i = 0; i < 20; i++) await client.create('message', 'm-' + i, {text: 'from elsewhere '.repeat(10)});
                      const state = await client.syncNow();
                      await client.close();
                      return [state.queue.length, state.error, state.failureCount];
                    }
                    """, List.of(service, token));

            assertEquals("[0, null, 0]", String.valueOf(state));
        }
        assertEquals(
                200, Api.as(tenant, "bob").get("/api/v1/records/message/m-19").status());
    }

    private Object given(String service) {
        Device helper = profile().tab();
        return helper.page()
                .evaluate(
                        "tenant => fetch('/dev/token', {method: 'POST', headers: {'Content-Type': 'application/json'},"
                                + " body: JSON.stringify({sub: 'ann', tenant})}).then(answer => answer.json())"
                                + ".then(answer => answer.access_token)",
                        tenant);
    }
}
