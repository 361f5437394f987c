package dev.syncline.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import dev.syncline.service.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The console's overview: how the sync stands, as it changes, and stop, go and "now". */
@QuarkusTest
class ConsoleOverviewTest extends ConsoleTest {

    private static final String OFFLINE = "{\"online\": false, \"unreachable\": [\"database\"], \"isSyncing\": true,"
            + " \"paused\": false, \"queueDepth\": 1204, \"oldestChangeAgeMs\": 65000, \"lastSyncTime\": null,"
            + " \"failureCount\": 6, \"cause\": \"timeout\", \"nextRetryTime\": %d, \"circuit\": \"open\","
            + " \"progress\": {\"done\": 301, \"total\": 1505}}";

    private static final Consumer<Route> NO_ANSWER = route -> {};
    private static final Pattern WITHIN_THE_HOUR = Pattern.compile("just now|[0-9]+ (s|min).* ago");

    @AfterEach
    void resume() {
        Api.as(tenant, "op", "sync-operator").post("/api/v1/engine/resume", Map.of());
    }

    @Test
    void theStatusComesByTheStream() {
        ConsolePage console = operator("");

        assertThat(console.page().locator(".way")).containsText("Live by the event stream");
        assertThat(console.state()).containsText("Online");
        assertThat(console.fact("Circuit")).hasText("closed");
        assertThat(console.page().locator(".chart-canvas canvas")).hasCount(4);
    }

    @Test
    void whereTheStreamBreaksOffItAsksAndSaysSo() {
        ConsolePage console = console();
        console.page().route("**/api/v1/stream", Route::abort);
        console.open("").signIn(tenant, "olivia", ConsolePage.EVERY_ROLE);

        assertThat(console.page().locator(".way")).containsText("Asking every 2 s");
        assertThat(console.page().locator(".way")).containsText("The stream broke off");
        assertThat(console.state()).containsText("Online");
    }

    @Test
    void aStreamThatDoesNotOpenIsNotWaitedForLong() {
        ConsolePage console = console();
        console.page().route("**/api/v1/stream", NO_ANSWER);
        console.page().clock().install();
        console.page().waitForRequest("**/api/v1/stream", () -> console.open("")
                .signIn(tenant, "olivia", ConsolePage.EVERY_ROLE));

        console.page().clock().fastForward(10_000);

        assertThat(console.page().locator(".way")).containsText("Asking every 2 s");
        assertThat(console.state()).containsText("Online");
    }

    @Test
    void aServiceThatHangsIsNotCalledOnline() {
        ConsolePage console = console();
        console.page().route("**/api/v1/stream", Route::abort);
        console.open("").signIn(tenant, "olivia", ConsolePage.EVERY_ROLE);
        assertThat(console.state()).containsText("Online");

        console.page().route("**/api/v1/status", NO_ANSWER);
        loseAnswersSooner(console);

        assertThat(console.state()).hasText("No answer");
        assertThat(console.page().locator(".way")).containsText("The service did not answer");
    }

    @Test
    void anActionWithoutAnAnswerLocksNoButton() {
        ConsolePage console = operator("");
        assertThat(console.page().locator(".way")).containsText("Live by the event stream");
        console.page().route("**/api/v1/status", NO_ANSWER);
        console.button("Sync now").click();
        assertThat(console.page().locator(".notice")).containsText("it is being tried now");
        assertThat(console.button("Sync now")).isEnabled();

        console.page().route("**/api/v1/engine/pause", NO_ANSWER);
        loseAnswersSooner(console);
        console.button("Pause").click();

        assertThat(console.page().locator(".notice[data-kind=bad]"))
                .containsText("Pause failed: The service did not answer");
        assertThat(console.button("Pause")).isEnabled();
    }

    private static void loseAnswersSooner(ConsolePage console) {
        console.page()
                .evaluate("() => { const wait = AbortSignal.timeout;"
                        + " AbortSignal.timeout = (ms) => wait.call(AbortSignal, ms / 10); }");
    }

    @Test
    void timesAreToldByTheServicesClock() {
        ann.sync("phone", change("CREATE", "message", "m-1", "data", Map.of("text", "a")));
        ConsolePage console = withClock(3_600_000);

        assertThat(console.fact("Last sync")).hasText(WITHIN_THE_HOUR);
    }

    @Test
    void aClockThatIsSetRightIsTrustedAgain() {
        ann.sync("phone", change("CREATE", "message", "m-1", "data", Map.of("text", "a")));
        ConsolePage console = withClock(-3_600_000);
        console.page().evaluate("() => { window.ahead = 0; }");

        console.button("Sync now").click();

        assertThat(console.page().locator(".notice")).containsText("it is being tried now");
        assertThat(console.fact("Last sync")).hasText(WITHIN_THE_HOUR);
    }

    /** On a device whose clock is ahead by so much. */
    private ConsolePage withClock(long ahead) {
        ConsolePage console = console();
        console.page()
                .addInitScript("window.ahead = %d; const now = Date.now; Date.now = () => now() + window.ahead;"
                        .formatted(ahead));
        return console.open("").signIn(tenant, "olivia", ConsolePage.EVERY_ROLE);
    }

    @Test
    void anAddressThatCannotBeReadOpensTheConsoleAllTheSame() {
        assertThat(operator("#/conflicts/%").page().locator("h1")).hasText("Conflicts");
    }

    @Test
    void aPauseShowsInTheQueueAndAResumeEndsIt() {
        ConsolePage console = operator("");
        console.button("Pause").click();
        assertThat(console.state()).hasText("Paused");

        ann.push("phone", List.of(change("CREATE", "message", "m-1", "data", Map.of("text", "a"))));
        assertThat(console.fact("Queue")).hasText("1");
        assertThat(console.page().locator(".run-head")).containsText("0 of 1 changes");

        console.button("Resume").click();
        assertThat(console.state()).hasText("Online");
        assertThat(console.fact("Queue")).hasText("0");
        assertThat(console.fact("Last sync")).hasText(Pattern.compile("just now|s ago"));
        assertThat(console.button("Pause")).isEnabled();
    }

    @Test
    void syncNowIsAskedForAndToldOf() {
        ConsolePage console = operator("");

        Response response = console.page().waitForResponse("**/api/v1/sync", () -> console.button("Sync now")
                .click());

        assertEquals(202, response.status());
        assertThat(console.page().locator(".notice")).containsText("it is being tried now");
    }

    @Test
    void whyItIsOfflineAndWhenItTriesAgainIsTold() {
        ConsolePage console = console();
        console.page().route("**/api/v1/stream", Route::abort);
        long next = System.currentTimeMillis() + 60_000;
        console.page()
                .route(
                        "**/api/v1/status",
                        route -> route.fulfill(new Route.FulfillOptions()
                                .setContentType("application/json")
                                .setBody(OFFLINE.formatted(next))));
        console.open("").signIn(tenant, "olivia", ConsolePage.EVERY_ROLE);

        assertThat(console.state()).hasText("Offline");
        assertThat(console.page().locator(".page-head .why")).containsText("The database cannot be reached");
        assertThat(console.fact("Circuit")).hasText("open");
        assertThat(console.fact("Failures in a row")).hasText("6");
        assertThat(console.page().locator(".facts")).containsText("tries, cause: timeout");
        assertThat(console.fact("Next try")).hasText(Pattern.compile("in [1-5][0-9] s"));
        String before = console.fact("Next try").textContent();
        assertThat(console.fact("Next try")).not().hasText(before);
        assertThat(console.fact("Next try")).hasText(Pattern.compile("in [1-5]?[0-9] s"));
        assertThat(console.page().locator(".run-head")).containsText("301 of 1,505 changes (20 %)");
    }

    @Test
    void whatARoleDoesNotAllowIsDisabledWithTheReason() {
        ConsolePage console = console().open("").signIn(tenant, "ann", "sync");

        assertThat(console.button("Pause")).isDisabled();
        assertThat(console.page().locator("#no-engine")).containsText("Needs the role sync-operator");
        assertThat(console.button("Sync now")).isEnabled();
        for (String view : new String[] {"Conflicts", "Dead letters", "Analytics"}) {
            console.go(view);
            assertThat(console.page().locator("#main .message")).containsText("Needs the role sync-admin");
        }
    }

    @Test
    void anOperatorWithoutTheStreamsRoleIsToldWhyItAsks() {
        ConsolePage console = console().open("").signIn(tenant, "op", "sync-operator");

        assertThat(console.state()).containsText("Online");
        assertThat(console.page().locator(".way")).containsText("Your roles do not include sync");
        assertThat(console.button("Sync now")).isEnabled();
        assertThat(console.button("Pause")).isEnabled();
    }

    @Test
    void whoMayNotSeeTheStatusIsToldSo() {
        ConsolePage console = console().open("").signIn(tenant, "root", "sync-admin");

        assertThat(console.state()).containsText("Not shown");
        assertThat(console.page().locator(".why")).containsText("Needs the role sync or sync-operator");
        assertThat(console.page().locator(".way")).hasCount(0);
    }

    @Test
    void aReloadStaysSignedInAndSigningOutDoesNot() {
        ConsolePage console = operator("#/analytics");
        console.page().reload();
        assertThat(console.page().locator("h1")).hasText("Analytics");

        console.button("Sign out").click();
        assertThat(console.button("Sign in")).isVisible();
        console.page().reload();
        assertThat(console.button("Sign in")).isVisible();
    }

    @Test
    void theColoursThatAreChosenStay() {
        ConsolePage console = operator("");
        console.page().getByLabel("Colours").selectOption("dark");
        assertEquals("rgb(14, 15, 18)", background(console));

        console.page().reload();
        assertThat(console.state()).containsText("Online");
        assertEquals("rgb(14, 15, 18)", background(console));
        console.page().getByLabel("Colours").selectOption("light");
        assertEquals("rgb(251, 251, 252)", background(console));
    }

    private static Object background(ConsolePage console) {
        return console.page().evaluate("() => getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void everyViewFitsANarrowScreenAndIsReachedByKeyboard() {
        conflict("m-1");
        deadLetter("t-1");
        ConsolePage console = operator("");
        console.page().setViewportSize(360, 740);
        for (String view : new String[] {"Overview", "Conflicts", "Dead letters", "Analytics"}) {
            enter(console, console.link(view));
            assertThat(console.page().locator("nav [aria-current=page]")).hasText(view);
            console.assertNothingOverflows();
        }
        enter(console, console.link("Conflicts"));
        enter(console, console.row("m-1"));
        assertThat(console.side("text", "Mine")).isVisible();
        console.assertNothingOverflows();
        enter(console, console.link("Dead letters"));
        enter(console, console.row("t-1"));
        assertThat(console.button("Dry run")).isVisible();
        console.assertNothingOverflows();
    }

    /** By the keyboard alone, from wherever the focus is. */
    private static void enter(ConsolePage console, Locator target) {
        assertThat(target).isVisible();
        for (int tabs = 0; !isFocused(target); tabs++) {
            assertTrue(tabs < 100, () -> target + " is not reached by the Tab key");
            console.page().keyboard().press("Tab");
        }
        console.page().keyboard().press("Enter");
    }

    private static boolean isFocused(Locator target) {
        return (boolean) target.evaluate("found => found === document.activeElement");
    }
}
