package dev.syncline.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a visitor does on the first page, against the real service. */
@QuarkusTest
class PlaygroundTest extends Visits {

    private static final int MOST_CONTROLS = 200;

    @Test
    void aVisitorIsLedThroughAConflictAndBothEditsAreThere() {
        Page page = visit();

        button(page, "Do it for me").click();

        assertThat(page.locator(".step[data-is='done']")).hasCount(4, COUNT);
        for (Locator device : devices(page)) {
            assertThat(message(device).locator(".text")).hasText("Team lunch on Monday at one, at the harbour.", TEXT);
            assertThat(message(device).locator(".badge")).hasCount(0);
        }
        assertThat(page.locator(".note").first()).containsText("both are kept", CONTAINS);
        assertNothingTold();
    }

    @Test
    void theStepsAreTickedOffAsTheVisitorDoesThem() {
        Page page = visit();
        Locator alices = alices(page);
        Locator bobs = bobs(page);
        assertThat(page.locator(".step[data-is='done']")).hasCount(0);

        network(alices).click();
        network(bobs).click();
        assertThat(page.locator(".step[data-is='done']")).hasCount(1);
        edit(alices, "Team lunch on Thursday at noon, at the harbour.");
        edit(bobs, "Team lunch on Friday at noon, at the station.");
        assertThat(page.locator(".step[data-is='done']")).hasCount(2);
        assertThat(message(alices).locator(".badge")).hasText("Waits to be synced");
        assertThat(fact(bobs, "queue")).hasText("1");
        network(alices).click();
        assertThat(fact(alices, "queue")).hasText("0", TEXT);
        network(bobs).click();

        assertThat(page.locator(".step[data-is='done']")).hasCount(4, COUNT);
        assertThat(message(bobs).locator(".note")).containsText("Merged with Alice's edit: both are kept", CONTAINS);
        assertThat(message(alices).locator(".text")).hasText("Team lunch on Thursday at noon, at the station.", TEXT);
        assertNothingTold();
    }

    @Test
    void whatLostCanBeRestored() {
        Page page = visit();

        button(page, "With the same word").click();
        assertThat(page.locator(".step[data-is='done']")).hasCount(4, COUNT);
        assertThat(page.locator(".steps")).containsText("The later edit stands");
        for (Locator device : devices(page)) {
            assertThat(message(device).locator(".text")).containsText("Tuesday", CONTAINS);
        }
        Locator note = page.locator(".note", new Page.LocatorOptions().setHasText("Where both changed the same"))
                .or(page.locator(".note", new Page.LocatorOptions().setHasText("later edit won")));
        note.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^Restore")))
                .click();

        for (Locator device : devices(page)) {
            assertThat(message(device).locator(".text")).containsText("Monday", CONTAINS);
        }
        assertThat(page.locator(".note")).containsText("Restored", CONTAINS);
        assertNothingTold();
    }

    @Test
    void whatWasNotRestoredIsNotSaidToBe() {
        Page page = visit();
        button(page, "With the same word").click();
        assertThat(page.locator(".step[data-is='done']")).hasCount(4, COUNT);
        Locator restore = page.locator(".note")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^Restore")));

        answerRestores(page, 200, "{\"outcome\": \"REJECTED\", \"code\": \"record-not-found\", \"detail\": \"gone\"}");
        restore.click();
        assertThat(page.locator(
                        ".log li", new Page.LocatorOptions().setHasText("Not restored (record-not-found): gone")))
                .hasCount(1, COUNT);
        assertThat(restore).isEnabled();

        answerRestores(page, 202, "{\"changeId\": \"0198f7d2-2000-7000-8000-000000000005\"}");
        restore.click();
        assertThat(page.locator(".note")).containsText("The restore is on its way.", CONTAINS);
        assertThat(restore).hasCount(0);
    }

    private static void answerRestores(Page page, int status, String body) {
        page.route(
                "**/restore",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(status)
                        .setContentType("application/json")
                        .setBody(body)));
    }

    @Test
    void aVisitorIsLedAgainAndAgainWhateverTheMessageSays() {
        Page page = visit();
        Locator alices = alices(page);
        alices.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("New channel"))
                .click();
        alices.getByLabel("Name of the channel").fill("cake");
        alices.getByLabel("Name of the channel").press("Enter");
        alices.getByLabel("New message in cake").fill("Who brings it?");
        alices.getByLabel("New message in cake").press("Enter");
        assertThat(alices.locator(".post .text")).hasText("Who brings it?", TEXT);

        for (String word : new String[] {"tomorrow", "tonight"}) {
            button(page, "With the same word").click();
            for (Locator device : devices(page)) {
                assertThat(device.locator(".post .text")).hasText("Who brings " + word + ".", TEXT);
            }
            assertThat(button(page, "With the same word")).isEnabled();
        }
        assertNothingTold();
    }

    @Test
    void aLeadThatAVisitorTakesAHandInComesToAnEnd() {
        Page page = visit();
        // As soon as it is off, and so before the first edit.
        network(alices(page)).evaluate("""
                toggle => new MutationObserver((_, observer) => {
                  if (toggle.getAttribute('aria-checked') === 'true') return;
                  observer.disconnect();
                  toggle.click();
                }).observe(toggle, { attributes: true })
                """);

        button(page, "Do it for me").click();

        assertThat(page.locator(".tour-end [role=status]")).hasText("The two edits did not meet.", TEXT);
        assertThat(button(page, "Do it for me")).isEnabled();
        assertNothingTold();
    }

    @Test
    void ofTwoStatusesTheLaterWinsAndMembersUnite() {
        Page page = visit();
        Locator alices = alices(page);
        Locator bobs = bobs(page);
        network(alices).click();
        network(bobs).click();

        status(alices, "Bob").selectOption("At lunch");
        assertThat(fact(alices, "queue")).hasText("1", TEXT);
        status(bobs, "Bob").selectOption("Away");
        alices.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Leave"))
                .click();
        assertThat(fact(alices, "queue")).hasText("2");
        network(bobs).click();
        assertThat(fact(bobs, "queue")).hasText("0", TEXT);
        network(alices).click();

        assertThat(alices.locator(".people .note")).containsText("Bob's later edit won", CONTAINS);
        assertThat(status(alices, "Bob")).hasValue("Away");
        assertThat(bobs.locator(".members")).hasText(Pattern.compile("^\\s*Bob\\s*Leave"), TEXT);
        assertNothingTold();
    }

    @Test
    void whatIsEditedOfflineOutlivesAReload() {
        Page page = visit();
        network(alices(page)).click();
        edit(alices(page), "Team lunch is off.");
        assertThat(fact(alices(page), "queue")).hasText("1");

        page.reload();

        assertThat(network(alices(page)))
                .hasAttribute(
                        "aria-checked", "false", new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE));
        assertThat(message(alices(page)).locator(".text")).hasText("Team lunch is off.", TEXT);
        assertThat(message(alices(page)).locator(".badge")).hasText("Waits to be synced");
        assertThat(message(bobs(page)).locator(".text")).hasText("Team lunch on Friday at noon, at the harbour.", TEXT);
        network(alices(page)).click();
        assertThat(message(bobs(page)).locator(".text")).hasText("Team lunch is off.", TEXT);
        assertNothingTold();
    }

    @Test
    void whatIsWrittenOnOneDeviceIsSeenOnTheOther() {
        Page page = visit();
        Locator alices = alices(page);
        Locator bobs = bobs(page);

        alices.getByLabel("New message in lunch").fill("Who brings the cake?");
        alices.getByLabel("New message in lunch").press("Enter");
        Locator cake = bobs.locator(".post", new Locator.LocatorOptions().setHasText("Who brings the cake?"));
        assertThat(cake).hasCount(1, COUNT);
        cake.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Pin"))
                .click();
        Locator atAlices = alices.locator(".post", new Locator.LocatorOptions().setHasText("Who brings the cake?"));
        assertThat(atAlices.locator(".badge", new Locator.LocatorOptions().setHasText("Pinned")))
                .hasCount(1, COUNT);
        atAlices.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete"))
                .click();
        assertThat(cake).hasCount(0, COUNT);

        bobs.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("New channel"))
                .click();
        bobs.getByLabel("Name of the channel").fill("cake");
        bobs.getByLabel("Name of the channel").press("Enter");
        Locator tab = alices.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("# cake"));
        assertThat(tab).hasCount(1, COUNT);
        tab.click();
        alices.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Join"))
                .click();
        assertThat(bobs.locator(".members")).containsText("Alice, Bob", CONTAINS);
        assertNothingTold();
    }

    @Test
    void aRejectedChangeIsRolledBackAndSaysWhy() {
        Page page = visit();
        Locator alices = alices(page);
        int before = alices.locator(".post").count();

        alices.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Send too much"))
                .click();

        Locator note = alices.locator(".messages .note[data-tone='bad']");
        assertThat(note).containsText("Rejected and rolled back (change-too-large)", CONTAINS);
        assertThat(alices.locator(".post")).hasCount(before);
        assertThat(fact(alices, "queue")).hasText("0", TEXT);
        note.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Put this note away"))
                .click();
        assertThat(note).hasCount(0);
    }

    @Test
    void anExpiredTokenIsReplacedAndTheSyncGoesOn() {
        Page page = visit();
        Locator bobs = bobs(page);

        bobs.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Expire my token"))
                .click();

        assertThat(bobs.locator(".log")).containsText("A new token, good for 2 s", CONTAINS);
        assertThat(bobs.locator(".log")).containsText("A new token, good for an hour", CONTAINS);
        edit(bobs, "Still in touch.");
        assertThat(message(alices(page)).locator(".text")).hasText("Still in touch.", TEXT);
    }

    @Test
    void withoutItsDatabaseTheServiceTakesWhatItIsGiven() {
        Page page = visit();
        Locator alices = alices(page);
        // Long enough for what is looked at here.
        page.route("**/dev/outage", route -> route.resume(shorter(route.request())));

        page.waitForResponse("**/dev/outage", () -> button(page, "Take the database away for 20 s")
                .click());
        assertThat(page.locator(".outage")).containsText("The database is back in", CONTAINS);
        assertThat(page.locator(".outage")).containsText("The database is away", CONTAINS);
        edit(alices, "Written without a database.");
        assertThat(message(alices).locator(".badge")).hasText("Waits to be synced");

        assertThat(message(bobs(page)).locator(".text")).hasText("Written without a database.", TEXT);
        assertThat(fact(alices, "queue")).hasText("0", TEXT);
        assertThat(button(page, "Take the database away for 20 s")).isEnabled();
    }

    private static Route.ResumeOptions shorter(Request request) {
        Route.ResumeOptions options = new Route.ResumeOptions();
        return request.postData() == null
                ? options
                : options.setPostData(request.postData().replace(":20}", ":8}"));
    }

    @Test
    void visitorsDoNotMeetAndOneMayStartOver() {
        Page page = visit();
        Page others = visit();
        edit(alices(page), "Only mine.");
        assertThat(message(bobs(page)).locator(".text")).hasText("Only mine.", TEXT);
        assertThat(message(bobs(others)).locator(".text")).hasText("Team lunch on Friday at noon, at the harbour.");
        Object tenantBefore = page.evaluate("localStorage.getItem('syncline.playground.tenant')");

        page.waitForNavigation(() -> button(page, "Start over").click());

        assertThat(message(bobs(page)).locator(".text")).hasText("Team lunch on Friday at noon, at the harbour.", TEXT);
        assertNotEquals(tenantBefore, page.evaluate("localStorage.getItem('syncline.playground.tenant')"));
        page.waitForFunction(
                "async before => !(await indexedDB.databases()).some(({name}) => name.includes(before))", tenantBefore);
        assertNothingTold();
    }

    @Test
    void theKeyboardReachesEverything() {
        Page page = visit();
        Locator alices = alices(page);
        Locator edit = message(alices).getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Edit"));
        Locator controls = page.locator("a[href]:visible, :is(button, input, select, textarea):enabled:visible");
        page.evaluate("() => addEventListener('focusin', ({ target }) => target.reached = true)");

        tabTo(page, network(alices));
        page.keyboard().press("Space");
        assertThat(network(alices)).hasAttribute("aria-checked", "false");
        tabTo(page, controls.last());
        assertEquals(
                List.of(),
                controls.evaluateAll("all => all.filter(one => !one.reached).map(one => one.outerHTML)"),
                "what is not reached");
        tabTo(page, edit);
        page.keyboard().press("Enter");
        assertThat(alices.getByLabel("The message")).isFocused();
        page.keyboard().press("End");
        page.keyboard().type(" Please.");
        page.keyboard().press("Enter");

        assertThat(message(alices).locator(".text")).containsText("Please.");
        assertThat(edit).isFocused();
        assertNothingTold();
    }

    /** By the Tab key alone, as whoever has no mouse. */
    private static void tabTo(Page page, Locator wanted) {
        for (int presses = 0; presses < MOST_CONTROLS; presses++) {
            page.keyboard().press("Tab");
            if ((boolean) wanted.evaluate("one => one === document.activeElement")) {
                return;
            }
        }
        fail("not reached by " + MOST_CONTROLS + " presses: " + wanted);
    }

    @Test
    void itFitsAPhone() {
        Page page = visit();
        page.setViewportSize(360, 740);

        edit(alices(page), "A_word_without_a_place_to_break_it".repeat(6));

        assertEquals(360, page.evaluate("document.documentElement.scrollWidth"));
    }
}
