package dev.syncline.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing in to the console at an OpenID provider, as in production. */
@QuarkusTest
@WithTestResource(Provider.class)
class ConsoleSignInTest extends BrowserTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    Provider provider;

    @BeforeEach
    void nobodyHasBeenHere() {
        provider.reset();
    }

    private ConsolePage console() {
        return new ConsolePage(profile(), service());
    }

    private ConsolePage signedIn(String hash) {
        ConsolePage console = console().open(hash);
        console.button("Sign in").click();
        assertThat(console.page().locator(".person")).containsText("olivia");
        return console;
    }

    @Test
    void whoSignsInComesBackToWhereTheyWere() {
        ConsolePage console = signedIn("#/analytics?window=24h");

        assertThat(console.page().locator("h1")).hasText("Analytics");
        assertThat(console.page()).hasURL(service().resolve("/console") + "#/analytics?window=24h");
        assertThat(console.page().locator(".person")).containsText(Provider.TENANT);
        assertThat(console.fact("Changes")).hasText("0");
        assertEquals(List.of("authorization_code"), provider.grants());
    }

    @Test
    void theRolesAreThoseThatTheServiceSees() {
        ConsolePage console = signedIn("");

        assertThat(console.state()).containsText("Online");
        assertThat(console.button("Sync now")).isEnabled();
        assertThat(console.button("Pause")).isDisabled();
    }

    @Test
    void aReloadStaysSignedIn() {
        ConsolePage console = signedIn("");
        console.page().reload();
        assertThat(console.page().locator(".person")).containsText("olivia");
        assertEquals(List.of("authorization_code"), provider.grants());
    }

    @Test
    void anAnswerToNoSignInOfThisTabIsRefused() {
        ConsolePage console = console().open("?code=stolen&state=guessed");

        assertThat(message(console)).containsText("belongs to no sign-in begun in this tab");
        assertThat(console.page()).hasURL(service().resolve("/console").toString());
        assertEquals(List.of(), provider.grants());
    }

    @Test
    void aTokenOfAnotherSignInIsRefused() {
        provider.forgeNonce("another");
        ConsolePage console = console().open("");
        console.button("Sign in").click();

        assertThat(message(console)).containsText("The ID token belongs to another sign-in");
        assertThat(console.page().locator(".person")).hasCount(0);
    }

    @Test
    void theProviderIsNotAskedAboutWhatAnybodySendsAsAToken() throws IOException, InterruptedException {
        for (String token : List.of("opaque", provider.ofUnknownKey())) {
            HttpRequest request = HttpRequest.newBuilder(service().resolve("/api/v1/status"))
                    .header("Authorization", "Bearer " + token)
                    .build();
            assertEquals(
                    401,
                    HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode());
        }
        assertEquals(0, provider.introspected());
    }

    @Test
    void aTokenThatEndsIsRenewedWithoutLeavingThePage() {
        provider.issueForSeconds(4);
        ConsolePage console = signedIn("");
        console.page().evaluate("() => window.stays = true");

        await().atMost(PATIENCE).until(() -> {
            // Playwright hears of the page only while it is asked.
            console.state().textContent();
            return provider.grants().contains("refresh_token");
        });

        console.go("Analytics");
        assertThat(console.fact("Changes")).hasText("0");
        assertEquals(true, console.page().evaluate("() => window.stays"));
    }

    @Test
    void whereItIsNotRenewedThePersonSignsInAgain() {
        provider.issueForSeconds(4);
        ConsolePage console = signedIn("#/analytics");
        provider.refuseRefreshes();

        await().atMost(PATIENCE).until(() -> {
            // Not by a click that waits for a button, and might meet the one to sign in.
            console.page().getByText("Refresh").evaluateAll("found => found.forEach(button => button.click())");
            return message(console).count() > 0;
        });
        assertThat(message(console)).containsText("Your sign-in has ended: the session has ended");

        provider.reset();
        console.button("Sign in").click();
        assertThat(console.page().locator("h1")).hasText("Analytics");
    }

    @Test
    void aProviderThatIsOnlyAwayEndsNoSignIn() {
        provider.issueForSeconds(4);
        ConsolePage console = signedIn("#/analytics");
        provider.beAway(true);

        await().atMost(PATIENCE).until(() -> {
            console.page().getByText("Refresh").evaluateAll("found => found.forEach(button => button.click())");
            return console.page().getByText("answered 503").count() > 0;
        });
        assertThat(console.page().locator(".person")).containsText("olivia");
        console.page().reload();
        assertThat(message(console)).containsText("answered 503");

        provider.beAway(false);
        console.page().reload();
        assertThat(console.page().locator(".person")).containsText("olivia");
        assertThat(console.fact("Changes")).hasText("0");
    }

    @Test
    void signingOutEndsTheProvidersSessionToo() {
        ConsolePage console = signedIn("");

        console.page().waitForNavigation(() -> console.page()
                .waitForRequest("**/end?**", () -> console.button("Sign out").click()));

        assertThat(console.button("Sign in")).isVisible();
        assertEquals(null, console.page().evaluate("() => sessionStorage.getItem('syncline.console.tokens')"));
    }

    @Test
    void thePageMayCallTheProviderAndNobodyElse() {
        String policy = console()
                .page()
                .navigate(service().resolve("/console").toString())
                .headerValue("Content-Security-Policy");

        assertEquals(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' "
                        + provider.issuer() + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                policy);
    }

    private static Locator message(ConsolePage console) {
        return console.page().locator(".sign-in .message");
    }
}
