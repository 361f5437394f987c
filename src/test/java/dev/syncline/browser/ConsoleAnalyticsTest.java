package dev.syncline.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Analytics in the console. */
@QuarkusTest
class ConsoleAnalyticsTest extends ConsoleTest {

    /** Changes, conflicts and failures of a minute and the 30 s after it. */
    private static final String TEN_A_SECOND = """
            {"start": 0, "end": 90000, "complete": true,
             "rates": {"changes": 900, "perSecond": 10, "bucketMs": 60000, "series": [
               {"start": 0, "changes": 600, "perSecond": 10, "conflicts": 600, "failures": 600, "p50": 1, "p99": 1},
               {"start": 60000, "changes": 300, "perSecond": 10, "conflicts": 300, "failures": 300, "p50": 1, "p99": 1}]},
             "outcomes": [], "conflicts": [], "latency": {"count": 900, "p50": 1, "p90": 1, "p99": 1, "max": 1},
             "busiestRecords": [], "skewedClocks": [], "failures": []}
            """;

    @Test
    void aWindowIsSummedUp() {
        conflict("m-1");
        deadLetter("t-1");
        ann.sync("phone", change("UPDATE", "message", "nobody", "patch", Map.of("text", "a")));
        ConsolePage console = operator("#/analytics");

        assertThat(console.fact("Changes")).hasText("7");
        assertThat(console.fact("Longest")).hasText(Pattern.compile("\\d.* (ms|s)"));
        assertThat(table(console, "Outcomes")).containsText("message");
        assertThat(table(console, "Conflicts")).containsText("text");
        assertThat(table(console, "Busiest records")).containsText("message m-1");
        assertThat(table(console, "Top failures")).containsText("resolver-failed");
        assertThat(table(console, "Top failures")).containsText("record-not-found");
        assertThat(table(console, "Skewed clocks")).containsText("No clock was off");
        assertThat(console.page().locator("chart-view canvas")).hasCount(2);
    }

    @Test
    void anotherWindowIsChosen() {
        ConsolePage console = operator("#/analytics");
        assertThat(console.fact("Changes")).hasText("0");
        conflict("m-1");

        console.page().getByLabel("Window").selectOption("24h");

        assertThat(console.page()).hasURL(Pattern.compile("window=24h"));
        assertThat(console.fact("Changes")).hasText("3");
        conflict("m-2");
        console.button("Refresh").click();
        assertThat(console.fact("Changes")).hasText("6");
    }

    @Test
    void whoGoesBackSeesTheWindowOfTheFigures() {
        ConsolePage console = operator("#/analytics");
        console.page().getByLabel("Window").selectOption("24h");
        assertThat(console.page()).hasURL(Pattern.compile("window=24h"));
        console.page().getByLabel("Window").selectOption("1h");
        assertThat(console.page()).hasURL(Pattern.compile("window=1h"));

        console.page().goBack();

        assertThat(console.page()).hasURL(Pattern.compile("window=24h"));
        assertThat(console.page().getByLabel("Window")).hasValue("24h");
    }

    @Test
    void theFiguresOfOneWindowAreNotShownAsAnothers() {
        conflict("m-1");
        ConsolePage console = operator("#/analytics");
        assertThat(console.fact("Changes")).hasText("3");
        console.page().route(Pattern.compile("/analytics\\?window=24h"), Route::abort);

        console.page().getByLabel("Window").selectOption("24h");

        assertThat(console.page().locator(".message.bad")).isVisible();
        assertThat(console.fact("Changes")).hasCount(0);
    }

    @Test
    void theLastBucketIsDrawnBySecondsThatPassed() {
        ConsolePage console = console();
        console.page()
                .route(
                        Pattern.compile("/api/v1/analytics"),
                        route -> route.fulfill(new Route.FulfillOptions()
                                .setContentType("application/json")
                                .setBody(TEN_A_SECOND)));
        console.open("#/analytics").signIn(tenant, "olivia", ConsolePage.EVERY_ROLE);

        Object drawn = console.page()
                .locator("chart-view")
                .first()
                .evaluate("chart => chart.drawing({}).series.map(line => line.data.map(([, value]) => value))");

        assertEquals(List.of(List.of(10, 10), List.of(10, 10), List.of(10, 10)), drawn);
    }

    private static Locator table(ConsolePage console, String heading) {
        return console.page()
                .locator("section.card")
                .filter(new Locator.FilterOptions()
                        .setHas(console.page()
                                .locator("h3")
                                .getByText(heading, new Locator.GetByTextOptions().setExact(true))));
    }
}
