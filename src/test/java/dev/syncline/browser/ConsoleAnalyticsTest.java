package dev.syncline.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Analytics in the console. */
@QuarkusTest
class ConsoleAnalyticsTest extends ConsoleTest {

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

    private static Locator table(ConsolePage console, String heading) {
        return console.page()
                .locator("section.card")
                .filter(new Locator.FilterOptions()
                        .setHas(console.page()
                                .locator("h3")
                                .getByText(heading, new Locator.GetByTextOptions().setExact(true))));
    }
}
