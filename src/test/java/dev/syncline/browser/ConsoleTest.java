package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.service.Api;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** What the console's tests share: a person at a console, and what other people did before. */
abstract class ConsoleTest extends BrowserTest {

    final Api ann = Api.as(tenant, "ann");
    final Api bob = Api.as(tenant, "bob");
    private final List<ConsolePage> consoles = new ArrayList<>();

    ConsoleTest() {}

    ConsoleTest(String tenant) {
        super(tenant);
    }

    ConsolePage console() {
        ConsolePage console = new ConsolePage(profile(), service());
        consoles.add(console);
        return console;
    }

    /** Signed in with every role. */
    ConsolePage operator(String hash) {
        return console().open(hash).signIn(tenant, "olivia", ConsolePage.EVERY_ROLE);
    }

    static Map<String, Object> change(String type, String entity, String id, String content, Object value) {
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("id", UUID.randomUUID().toString());
        change.put("type", type);
        change.put("entity", entity);
        change.put("entityId", id);
        change.put(content, value);
        change.put("localVersion", type.equals("CREATE") ? 0 : 1);
        change.put("timestamp", System.currentTimeMillis());
        return change;
    }

    /** A message that both changed: ann's later text won over bob's, and both have what only one changed. */
    JsonNode conflict(String id) {
        ann.sync(
                "phone",
                change(
                        "CREATE",
                        "message",
                        id,
                        "data",
                        Map.of("text", "Lunch at noon", "pinned", false, "room", "big")));
        bob.sync("laptop", change("UPDATE", "message", id, "patch", Map.of("text", "Lunch at one", "room", "small")));
        return ann.sync(
                "phone", change("UPDATE", "message", id, "patch", Map.of("text", "Lunch at two", "pinned", true)));
    }

    /** A user whom bob and ann renamed; whoever was later won, and the other's name is the conflict's. */
    JsonNode overwritten(String id) {
        ann.sync("phone", change("CREATE", "user", id, "data", Map.of("name", "Ann")));
        bob.sync("laptop", change("UPDATE", "user", id, "data", Map.of("name", "Anne")));
        return ann.sync("phone", change("UPDATE", "user", id, "data", Map.of("name", "Annabel")));
    }

    /** A task on which the resolver of the tests throws, as its title asks it to. The change's id. */
    String deadLetter(String id) {
        ann.sync("phone", change("CREATE", "task", id, "data", Map.of("title", "Buy milk", "done", false)));
        bob.sync("laptop", change("UPDATE", "task", id, "data", Map.of("title", "Buy oat milk", "done", false)));
        // Shown as it was sent, in this order.
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("title", "throw");
        data.put("done", true);
        Map<String, Object> change = change("UPDATE", "task", id, "data", data);
        assertEquals("DEAD_LETTERED", ann.sync("phone", change).get("outcome").asText());
        return (String) change.get("id");
    }

    @AfterEach
    void nothingWarned() {
        consoles.forEach(console -> assertEquals(List.of(), console.warnings(), "warnings in the browser's console"));
    }
}
