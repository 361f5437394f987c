package dev.syncline.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Dead letters in the console: found, edited, tried, sent again, given up. */
@QuarkusTest
class ConsoleDeadLettersTest extends ConsoleTest {

    private static final String SENT = "update dead_letter set state = 'SENT', attempt = 1,"
            + " updated_at = now() - make_interval(secs => ?) where tenant = ?";

    @Inject
    AgroalDataSource database;

    @Test
    void theListIsFilteredByCauseEntityTimeAndState() {
        deadLetter("t-1");
        ConsolePage console = operator("#/dead-letters");
        assertThat(console.row("t-1")).containsText("resolver-failed");

        filter(console, "Cause", "undecodable", 0);
        filter(console, "Cause", "resolver-failed", 1);
        filter(console, "Entity", "message", 0);
        filter(console, "Entity", "task", 1);
        filter(console, "Failed from", "2100-01-01T00:00", 0);
        filter(console, "Failed from", "2020-01-01T00:00", 1);
        console.page().getByLabel("State").selectOption("DISCARDED");
        assertThat(console.rows()).hasCount(0);
        assertThat(console.button("Redrive all of this filter")).isDisabled();
        console.page().getByLabel("State").selectOption("PENDING");
        assertThat(console.rows()).hasCount(1);
        console.page().getByLabel("State").selectOption("DISCARDED");
        assertThat(console.rows()).hasCount(0);
        console.page().getByText("Clear").click();
        assertThat(console.rows()).hasCount(1);
        assertThat(console.page().getByLabel("State")).hasValue("PENDING");
    }

    private static void filter(ConsolePage console, String label, String value, int found) {
        console.page().getByLabel(label).fill(value);
        console.button("Filter").click();
        assertThat(console.rows()).hasCount(found);
    }

    @Test
    void aYearOfFiveDigitsIsNoTime() {
        deadLetter("t-1");
        ConsolePage console = operator("#/dead-letters");
        assertThat(console.rows()).hasCount(1);

        console.page().getByLabel("Failed from").fill("12345-01-01T00:00");
        console.button("Filter").click();
        assertThat(console.page()).hasURL(Pattern.compile("#/dead-letters$"));
        // What is chosen counts at once, whatever else was typed.
        console.page().getByLabel("State").selectOption("any");

        assertThat(console.page()).hasURL(Pattern.compile("#/dead-letters[?]state=any$"));
        assertThat(console.rows()).hasCount(1);
    }

    @Test
    void anAddressWithATimeThatIsNoneIsRefusedAndSaidSo() {
        ConsolePage console = operator("#/dead-letters?from=abc");

        assertThat(console.page().locator(".list [role=alert]")).isVisible();
        assertThat(console.page().getByLabel("Failed from")).hasValue("");
        console.button("Redrive all of this filter").click();
        console.button("Redrive all").click();
        assertThat(console.page().locator("dialog [role=alert]")).containsText("from must be a whole number");
    }

    @Test
    void itsChangeAndWhatWaitsBehindItAreShown() {
        String change = deadLetter("t-1");
        Map<String, Object> follower = change("UPDATE", "task", "t-1", "patch", Map.of("done", false));
        follower.put("after", change);
        ann.push("phone", List.of(follower));
        ConsolePage console = operator("#/dead-letters");

        console.row("t-1").click();

        assertThat(editor(console)).hasValue("{\n  \"title\": \"throw\",\n  \"done\": true\n}");
        assertThat(console.detail()).containsText("Update by ann on phone");
        assertThat(console.detail()).containsText("Nobody has done anything with it yet");
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            console.page().reload();
            return console.detail().locator(".about").textContent().contains("1 change, which follows by itself");
        });
    }

    @Test
    void contentThatIsNoObjectIsRefusedWhileItIsTyped() {
        deadLetter("t-1");
        ConsolePage console = operator("#/dead-letters");
        console.row("t-1").click();

        editor(console).fill("{\"title\": }");
        assertThat(console.page().locator("#editor-error")).containsText("This is not JSON");
        assertThat(console.button("Dry run")).isDisabled();
        assertThat(console.page().locator(".detail .button.primary")).isDisabled();

        editor(console).fill("[]");
        assertThat(console.page().locator("#editor-error")).containsText("must be a JSON object");

        console.button("Undo the edit").click();
        assertThat(console.page().locator("#editor-error")).hasText("");
        assertThat(console.button("Redrive")).isEnabled();
    }

    @Test
    void aDryRunTellsWhatWouldBecomeOfItAndChangesNothing() {
        deadLetter("t-1");
        ConsolePage console = operator("#/dead-letters");
        console.row("t-1").click();

        console.button("Dry run").click();
        assertThat(console.page().locator(".dry-run")).containsText("Dead lettered");

        editor(console).fill("{\"title\": \"Buy oat milk and eggs\", \"done\": true}");
        console.button("Dry run").click();
        assertThat(console.page().locator(".dry-run")).containsText("The record would be at version 3");
        assertThat(console.side("title", "Result")).containsText("Buy oat milk and eggs");
        assertEquals(2, record("t-1").get("version").asLong());
    }

    @Test
    void anEditedOneIsSentAgainAndTheEditIsKept() {
        deadLetter("t-1");
        ConsolePage console = operator("#/dead-letters");
        console.row("t-1").click();
        editor(console).fill("{\"title\": \"Buy oat milk and eggs\", \"done\": true}");

        console.button("Redrive edited").click();

        assertThat(console.page().locator(".notice")).containsText("as attempt 1");
        assertThat(console.detail().locator(".detail-head .pill")).hasText("Resolved");
        assertThat(console.page().locator(".audit")).containsText("olivia sent it again with other content");
        console.page().getByText("What was edited").click();
        assertThat(console.page().locator(".audit .two")).containsText("\"throw\"");
        assertThat(console.button("Redrive")).hasCount(0);
        assertEquals("Buy oat milk and eggs", record("t-1").at("/data/title").asText());
    }

    @Test
    void oneWhoseOrderWasLostIsSentAgain() throws SQLException {
        deadLetter("t-1");
        sent(Duration.ZERO);
        ConsolePage console = operator("#/dead-letters?state=SENT");
        console.row("t-1").click();
        assertThat(console.detail()).containsText("It is on its way");
        assertThat(console.button("Redrive")).isDisabled();
        assertThat(console.button("Discard")).isDisabled();

        sent(Duration.ofSeconds(70));

        assertThat(console.detail()).containsText("What was sent must be lost");
        assertThat(console.button("Discard")).isEnabled();
        editor(console).fill("{\"title\": \"Buy oat milk and eggs\", \"done\": true}");
        console.button("Redrive edited").click();
        assertThat(console.detail().locator(".detail-head .pill")).hasText("Resolved");
    }

    /** An order of the tenant's only dead letter that never came to the broker. */
    private void sent(Duration ago) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement row = connection.prepareStatement(SENT)) {
            row.setLong(1, ago.toSeconds());
            row.setString(2, tenant);
            assertEquals(1, row.executeUpdate());
        }
    }

    @Test
    void aPatchMayTakeTheDatasPlace() {
        deadLetter("t-1");
        ConsolePage console = operator("#/dead-letters");
        console.row("t-1").click();

        console.page().getByLabel("patch, only what changes").check();
        editor(console).fill("{\"title\": \"Buy a very large oat milk\"}");
        console.button("Redrive edited").click();

        assertThat(console.detail().locator(".detail-head .pill")).hasText("Resolved");
        assertEquals(
                "Buy a very large oat milk", record("t-1").at("/data/title").asText());
    }

    @Test
    void theEditOfOneIsNotTheNextOnes() {
        deadLetter("t-1");
        ann.sync("phone", change("CREATE", "task", "t-2", "data", Map.of("title", "Buy milk")));
        // A title on which the resolver of the tests fails.
        bob.sync("laptop", change("UPDATE", "task", "t-2", "data", Map.of("title", 17)));
        Map<String, Object> deletion = change("DELETE", "task", "t-2", "data", Map.of());
        deletion.remove("data");
        assertEquals("DEAD_LETTERED", ann.sync("phone", deletion).get("outcome").asText());
        ConsolePage console = operator("#/dead-letters");
        console.row("t-1").click();
        editor(console).fill("{\"title\": \"Buy oat milk and eggs\", \"done\": true}");
        assertThat(console.button("Redrive edited")).isEnabled();

        console.row("t-2").click();

        assertThat(console.detail()).containsText("Delete by ann on phone");
        assertThat(console.button("Redrive")).isEnabled();
        assertThat(console.button("Redrive edited")).hasCount(0);
    }

    @Test
    void whatBecameOfOneIsNotToldUnderAnother() {
        deadLetter("t-1");
        deadLetter("t-2");
        ConsolePage console = operator("#/dead-letters");
        List<Route> held = new ArrayList<>();
        console.page().route("**/redrive", held::add);
        console.row("t-1").click();
        console.button("Dry run").click();
        assertThat(console.button("Dry run")).isDisabled();

        console.row("t-2").click();

        assertThat(console.detail()).containsText("task t-2");
        assertThat(console.button("Dry run")).isEnabled();
        console.page().waitForResponse("**/redrive", () -> held.get(0).resume()).finished();

        console.button("Redrive").click();
        assertThat(console.button("Redrive")).isDisabled();
        assertThat(console.page().locator(".dry-run")).hasCount(0);
        console.row("t-1").click();
        assertThat(console.detail()).containsText("task t-1");
        held.get(1).abort();
        assertThat(console.page().locator(".notice")).containsText("Redrive: The service did not answer");
        assertThat(console.page().locator(".message.bad")).hasCount(0);
    }

    @Test
    void oneIsGivenUpOnlyWhenThatIsConfirmed() {
        String change = deadLetter("t-1");
        ConsolePage console = operator("#/dead-letters");
        console.row("t-1").click();

        console.button("Discard").click();
        console.button("Cancel").click();
        assertThat(console.page().locator("dialog")).hasCount(0);
        assertThat(console.detail().locator(".detail-head .pill")).hasText("Pending");

        console.button("Discard").click();
        console.page()
                .locator("dialog")
                .getByText("Discard", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(console.detail().locator(".detail-head .pill")).hasText("Discarded");
        assertThat(console.page().locator(".audit")).containsText("olivia gave it up");
        assertEquals(
                "discarded",
                ann.get("/api/v1/changes/" + change).body().get("code").asText());
    }

    @Test
    void allOfAFilterAreSentAgainAtARate() {
        deadLetter("t-1");
        deadLetter("t-2");
        ConsolePage console = operator("#/dead-letters?entity=task");
        assertThat(console.rows()).hasCount(2);

        console.button("Redrive all of this filter").click();
        assertThat(console.page().locator("dialog")).containsText("of the entity task");
        console.page().getByLabel("Changes a second").fill("50");
        console.button("Redrive all").click();

        assertThat(console.page().locator("dialog")).containsText("2 of 2 sent. Done.");
        console.button("Close").click();
        // They fail again, and until then they are on their way.
        console.page().getByLabel("State").selectOption("any");
        console.row("t-1").click();
        assertThat(console.page().locator(".audit")).containsText("olivia sent it again");
    }

    @Test
    void whoMayNotSeeTheTenantsSeesOnlyUnreadableOnes() {
        deadLetter("t-1");
        ConsolePage console = console().open("#/dead-letters").signIn(tenant, "op", "sync-operator");

        assertThat(console.page().getByLabel("Unreadable messages")).isChecked();
        assertThat(console.page().getByLabel("Unreadable messages")).isDisabled();
        // Those of other tests are among them.
        assertThat(console.page().locator(".list [role=status]")).hasText(Pattern.compile("^\\d+ dead letters$"));
        assertThat(console.row("t-1")).hasCount(0);
        assertThat(console.page().locator(".message.bad")).hasCount(0);
    }

    private static Locator editor(ConsolePage console) {
        return console.page().getByLabel("Content as JSON");
    }

    private JsonNode record(String id) {
        return ann.get("/api/v1/records/task/" + id).body();
    }
}
