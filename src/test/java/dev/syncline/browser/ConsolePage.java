package dev.syncline.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;

/** The console in a tab, as whoever sits before it sees and uses it. */
final class ConsolePage {

    static final String[] EVERY_ROLE = {"sync", "sync-admin", "sync-operator"};

    private static final List<String> ROLES = List.of(EVERY_ROLE);

    private final Page page;
    private final URI service;
    private final List<String> warnings = new ArrayList<>();

    ConsolePage(Profile profile, URI service) {
        this.page = profile.context().newPage();
        this.service = service;
        // Errors are the profile's to hear.
        page.onConsoleMessage(message -> {
            if (message.type().equals("warning")) {
                warnings.add(message.text());
            }
        });
    }

    Page page() {
        return page;
    }

    ConsolePage open(String hash) {
        page.navigate(service.resolve("/console").toString() + hash);
        page.waitForLoadState(LoadState.DOMCONTENTLOADED);
        return this;
    }

    /** With a token of the service's own, by the form. */
    ConsolePage signIn(String tenant, String subject, String... roles) {
        page.getByLabel("Name").fill(subject);
        page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Tenant"))
                .fill(tenant);
        for (String role : ROLES) {
            page.locator("input[name=role][value=" + role + "]")
                    .setChecked(List.of(roles).contains(role));
        }
        button("Sign in").click();
        assertThat(page.locator(".person")).containsText(subject);
        return this;
    }

    ConsolePage go(String view) {
        link(view).click();
        return this;
    }

    /** To a view. */
    Locator link(String view) {
        return page.getByRole(AriaRole.NAVIGATION)
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(view));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The word for how the service is. */
    Locator state() {
        return page.locator("h1 .pill");
    }

    /** One of the numbers of the overview or of analytics. */
    Locator fact(String name) {
        return page.locator(".fact")
                .filter(new Locator.FilterOptions()
                        .setHas(page.locator("dt").getByText(name, new Locator.GetByTextOptions().setExact(true))))
                .locator("b");
    }

    Locator rows() {
        return page.locator(".rows .row");
    }

    Locator row(String record) {
        return rows().filter(new Locator.FilterOptions().setHasText(Pattern.compile("\\b" + record + "\\b")));
    }

    Locator detail() {
        return page.locator(".detail");
    }

    /** The cell of a field's row in the table of sides. */
    Locator side(String field, String side) {
        return page.locator(".sides tbody tr")
                .filter(new Locator.FilterOptions()
                        .setHas(page.locator("th code")
                                .getByText(field, new Locator.GetByTextOptions().setExact(true))))
                .locator("td[data-side=" + side + "]");
    }

    /** Whether everything is within the window, whatever its width. */
    void assertNothingOverflows() {
        Assertions.assertEquals(
                page.evaluate("() => document.documentElement.clientWidth"),
                page.evaluate("() => document.documentElement.scrollWidth"),
                () -> "the page's width at " + page.url());
    }

    List<String> warnings() {
        return warnings;
    }
}
