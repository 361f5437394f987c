package dev.syncline.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** What tests of the playground share: visitors, and where on the page things are. */
abstract class Visits extends BrowserTest {

    static final double PATIENCE = 60_000;
    static final LocatorAssertions.ContainsTextOptions CONTAINS =
            new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE);
    static final LocatorAssertions.HasCountOptions COUNT = new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE);
    static final LocatorAssertions.HasTextOptions TEXT = new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE);

    static final String PLAN = "m-plan";

    /** Between the steps that it leads through, the page waits for eyes to follow. */
    private static final String IN_A_HURRY = "const wait = setTimeout;"
            + " window.setTimeout = (then, ms, ...given) => wait(then, ms === 900 ? 100 : ms, ...given);";

    /** Warnings too, and answers that the browser calls errors. */
    final List<String> told = new CopyOnWriteArrayList<>();

    /** A new visitor, once both devices have synced. */
    Page visit() {
        Page page = profile().context().newPage();
        page.addInitScript(IN_A_HURRY);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                told.add(message.text());
            }
        });
        page.navigate(service().resolve("/").toString());
        for (Locator device : devices(page)) {
            assertThat(message(device).locator(".version")).hasText("v1", TEXT);
            assertThat(device.locator(".pill")).hasText("Live", TEXT);
            // What came to be in more than one push is all there.
            assertThat(device.locator("[data-id='m-ask'] .version")).hasText("v1", TEXT);
            assertThat(fact(device, "queue")).hasText("0", TEXT);
        }
        return page;
    }

    void assertNothingTold() {
        assertEquals(List.of(), told, "the browser's console");
    }

    static List<Locator> devices(Page page) {
        return List.of(alices(page), bobs(page));
    }

    static Locator alices(Page page) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(Pattern.compile("^Alice")));
    }

    static Locator bobs(Page page) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(Pattern.compile("^Bob")));
    }

    static Locator network(Locator device) {
        return device.getByRole(AriaRole.SWITCH);
    }

    static Locator message(Locator device) {
        return device.locator("[data-id='" + PLAN + "']");
    }

    static Locator fact(Locator device, String name) {
        return device.locator("[data-fact='" + name + "']");
    }

    static Locator status(Locator device, String name) {
        return device.getByLabel(name + "'s status");
    }

    static void edit(Locator device, String text) {
        message(device)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Edit"))
                .click();
        device.getByLabel("The message").fill(text);
        device.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Save"))
                .click();
    }

    static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }
}
