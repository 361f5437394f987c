package dev.syncline.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Route;
import dev.syncline.service.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Conflicts in the console: found, seen side by side, restored. */
@QuarkusTest
class ConsoleConflictsTest extends ConsoleTest {

    @Test
    void theListIsFiltered() {
        conflict("m-1");
        overwritten("u-1");
        ConsolePage console = operator("#/conflicts");
        assertThat(console.rows()).hasCount(2);

        console.page().getByLabel("Entity").fill("user");
        console.button("Filter").click();
        assertThat(console.rows()).hasCount(1);
        assertThat(console.row("u-1")).isVisible();

        console.page().getByText("Clear").click();
        assertThat(console.rows()).hasCount(2);
        console.page().getByLabel("Resolution").selectOption("MERGED_WITH_LOSS");
        assertThat(console.page()).hasURL(Pattern.compile("resolution=MERGED_WITH_LOSS"));
        assertThat(console.rows()).hasCount(1);
        assertThat(console.row("m-1")).isVisible();
        console.page().getByText("Clear").click();
        assertThat(console.rows()).hasCount(2);
        assertThat(console.page().getByLabel("Resolution")).hasValue("");
    }

    @Test
    void aConflictIsSeenSideBySideWithWhatChangedMarked() {
        conflict("m-1");
        ConsolePage console = operator("#/conflicts");
        console.row("m-1").click();

        assertThat(console.side("text", "Base")).hasText("Lunch at noon");
        assertThat(console.side("text", "Mine").locator("ins")).hasText("two");
        assertThat(console.side("text", "Theirs").locator("ins")).hasText("one");
        assertThat(console.side("text", "Mine")).hasClass("changed");
        assertThat(console.side("text", "Result")).containsText("Lunch at two");
        assertThat(console.side("text", "Result")).containsText("from mine");
        assertThat(console.side("pinned", "Mine")).hasClass("changed");
        assertThat(console.side("pinned", "Theirs")).not().hasClass("changed");
        assertThat(console.side("room", "Result")).containsText("small");
        assertThat(console.side("room", "Result")).containsText("from theirs");
        assertThat(console.page().locator(".lost")).containsText("Lunch at one");
    }

    @Test
    void whereThereWasNoBaseTheFieldsThatDifferAreShown() {
        ann.sync(
                "phone",
                change("CREATE", "message", "m-1", "data", Map.of("text", "a", "room", "big", "kind", "note")));
        bob.sync(
                "laptop",
                change("CREATE", "message", "m-1", "data", Map.of("text", "b", "pinned", true, "kind", "note")));
        ConsolePage console = operator("#/conflicts");
        console.row("m-1").click();

        assertThat(console.side("text", "Base")).hasText("not known");
        assertThat(console.side("room", "Theirs")).hasText("big");
        assertThat(console.side("pinned", "Mine")).hasText("true");
        assertThat(console.side("kind", "Mine")).hasCount(0);
        console.button("Show 1 unchanged field").click();
        assertThat(console.side("kind", "Mine")).hasText("note");
    }

    @Test
    void whatLostInAnObjectOfALongNameIsShownBelowItsName() {
        String longName = "k".repeat(200_000);
        ann.sync("phone", named("CREATE", longName, Map.of("a", 10, "b", 10, "c", 10)));
        bob.sync("laptop", named("UPDATE", longName, Map.of("a", 11, "b", 11, "c", 10)));
        ann.sync("phone", named("UPDATE", longName, Map.of("a", 12, "b", 12, "c", 12)));
        ConsolePage console = operator("#/conflicts");
        console.row("m-1").click();

        assertThat(console.page().locator(".lost li li")).hasCount(2);
        assertThat(console.page().locator(".lost li li").last()).hasText(Pattern.compile("^[ab] theirs 11$"));
        assertThat(console.page().locator(".sides .tag[data-level=warn]")).hasCount(2);
    }

    private static Map<String, Object> named(String type, String name, Map<String, Object> object) {
        return change(type, "message", "m-1", "data", Map.of(name, object));
    }

    @Test
    void whatLostIsRestored() {
        overwritten("u-1");
        ConsolePage console = operator("#/conflicts");
        console.row("u-1").click();

        console.button("Restore").click();

        assertThat(console.page().locator(".outcome"))
                .containsText("Restored: applied, the record is now at version 4");
        JsonNode record = ann.get("/api/v1/records/user/u-1").body();
        assertEquals("Anne", record.at("/data/name").asText());
    }

    @Test
    void whatLostBesideADeletionIsRestoredAndWhatIsSentIsSaid() {
        ann.sync("phone", change("CREATE", "message", "m-1", "data", Map.of("room", "big")));
        Map<String, Object> bobs = change("UPDATE", "message", "m-1", "patch", Map.of("room", "small"));
        ann.sync("phone", change("UPDATE", "message", "m-1", "patch", Map.of("room", "huge")));
        ann.sync("phone", deletion("m-1", 2));
        bob.sync("laptop", bobs);
        ann.sync("phone", change("CREATE", "message", "m-2", "data", Map.of("room", "big")));
        ann.sync("phone", change("UPDATE", "message", "m-2", "patch", Map.of("room", "huge")));
        bob.sync("laptop", deletion("m-2", 1));
        ConsolePage console = operator("#/conflicts");
        console.row("m-2").click();
        assertThat(console.page().locator(".reason"))
                .hasText("Sends the deletion of the record as a new change of yours, on the record's current version.");
        console.row("m-1").click();
        assertThat(console.page().locator(".reason")).containsText("Sends these values, but not the deletion");

        console.button("Restore").click();

        assertThat(console.page().locator(".outcome")).containsText("Restored: applied");
        JsonNode record = ann.get("/api/v1/records/message/m-1").body();
        assertFalse(record.get("deleted").asBoolean());
        assertEquals("small", record.at("/data/room").asText());
    }

    private static Map<String, Object> deletion(String id, int version) {
        Map<String, Object> deletion = change("DELETE", "message", id, "data", null);
        deletion.put("localVersion", version);
        return deletion;
    }

    @Test
    void whoRestoredItIsToldAndASecondTimeIsConfirmed() {
        String id = overwritten("u-1").get("conflictId").asText();
        Api.as(tenant, "root", "sync-admin").post("/api/v1/conflicts/" + id + "/restore", Map.of());
        ConsolePage console = operator("#/conflicts/" + id);
        assertThat(console.page().locator(".about")).containsText(Pattern.compile("Last restore\\s*by root, "));

        console.button("Restore").click();
        assertThat(console.page().locator("dialog")).containsText("root asked for it on");
        console.button("Cancel").click();
        assertThat(console.page().locator("dialog")).hasCount(0);
        assertThat(console.button("Restore")).isEnabled();
        assertThat(console.page().locator(".outcome")).hasText("");

        console.button("Restore").click();
        console.button("Restore again").click();
        assertThat(console.page().locator(".outcome")).containsText("Restored: ");
        assertThat(console.page().locator(".about")).containsText(Pattern.compile("Last restore\\s*by olivia, "));
    }

    @Test
    void aRestoreThatALaterWriteWonOverIsNoRestore() {
        overwritten("u-1");
        ConsolePage console = operator("#/conflicts");
        console.page()
                .route(
                        "**/restore",
                        route -> route.fulfill(new Route.FulfillOptions()
                                .setContentType("application/json")
                                .setBody("{\"outcome\": \"SUPERSEDED\", \"version\": 5}")));
        console.row("u-1").click();

        console.button("Restore").click();

        assertThat(console.page().locator(".outcome .bad")).hasText("Not restored: a later write stands.");
    }

    @Test
    void whatBecameOfOneIsNotToldUnderAnother() {
        overwritten("u-1");
        overwritten("u-2");
        ConsolePage console = operator("#/conflicts");
        List<Route> held = new ArrayList<>();
        console.page().route("**/restore", held::add);
        console.row("u-1").click();
        console.button("Restore").click();
        assertThat(console.button("Restoring")).isDisabled();

        console.row("u-2").click();

        assertThat(console.detail()).containsText("user u-2");
        assertThat(console.button("Restore")).isEnabled();
        held.get(0).resume();
        assertThat(console.page().locator(".notice")).containsText("user u-1: Restored: applied");
        assertThat(console.page().locator(".outcome")).hasText("");
    }

    @Test
    void anAddressLeadsToAConflictAndItsFilter() {
        String id = conflict("m-1").get("conflictId").asText();
        overwritten("u-1");
        ConsolePage console = operator("#/conflicts/" + id + "?entity=message");

        assertThat(console.detail()).containsText("message m-1");
        assertThat(console.rows()).hasCount(1);
        console.page().getByText("Close").click();
        assertThat(console.detail()).hasCount(0);
        assertThat(console.page().getByLabel("Entity")).hasValue("message");
    }

    @Test
    void moreThanAPageIsShownOnRequest() {
        ann.sync("phone", numbers(1, 52, i -> change("CREATE", "user", "u-" + i, "data", Map.of("name", "Ann"))));
        bob.sync("laptop", numbers(1, 52, i -> change("UPDATE", "user", "u-" + i, "data", Map.of("name", "Anne"))));
        ann.sync("phone", numbers(1, 52, i -> change("UPDATE", "user", "u-" + i, "data", Map.of("name", "Annabel"))));
        ConsolePage console = operator("#/conflicts");
        assertThat(console.rows()).hasCount(50);

        console.button("Show more").click();

        assertThat(console.rows()).hasCount(52);
        assertThat(console.button("Show more")).hasCount(0);
    }

    private static List<Map<String, Object>> numbers(int from, int to, IntFunction<Map<String, Object>> change) {
        return IntStream.rangeClosed(from, to).mapToObj(change).toList();
    }
}
