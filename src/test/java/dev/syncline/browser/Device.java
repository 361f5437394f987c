package dev.syncline.browser;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A tab with the client in it, steered by scripts in which {@code client} and {@code device} are at hand. */
final class Device {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(50);

    private final Page page;

    Device(Page page) {
        this.page = page;
        page.waitForFunction("() => window.device");
    }

    Page page() {
        return page;
    }

    /** Opens the client; without the stream unless it is asked for. */
    Device open(String tenant, String subject, Map<String, Object> options) {
        Map<String, Object> settings = new HashMap<>(Map.of("tenant", tenant, "subject", subject, "stream", false));
        settings.putAll(options);
        page.evaluate("settings => device.open(settings)", settings);
        return this;
    }

    Device open(String tenant, String subject) {
        return open(tenant, subject, Map.of());
    }

    /** From now on the page's time passes only by {@link #runFor}. */
    Device stopClock() {
        page.clock().install();
        page.clock().pauseAt(System.currentTimeMillis() + 60_000);
        return this;
    }

    void runFor(long millis) {
        page.clock().runFor(millis);
    }

    /** Whether a sync succeeded and nothing is going on or waiting. */
    static boolean isAtRest(JsonNode state) {
        return state.get("lastSyncTime").asLong() > 0
                && !state.get("isSyncing").asBoolean()
                && state.get("queue").isEmpty();
    }

    /** Loads the page anew, as after a crash: nothing is closed before. */
    Device reload() {
        page.reload();
        page.waitForFunction("() => window.device");
        return this;
    }

    /** What the script, an async function's body, returns. */
    JsonNode run(String script, Object argument) {
        Object result = page.evaluate(
                "async given => { const client = device.client; const it = await (async () => {" + script
                        + "})(); return JSON.stringify(it ?? null); }",
                argument);
        try {
            return JSON.readTree((String) result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode run(String script) {
        return run(script, null);
    }

    JsonNode sync() {
        return run("return client.syncNow()");
    }

    JsonNode state() {
        return run("return client.state.value");
    }

    /** A record's content as the device shows it; null where it shows none. */
    JsonNode shown(String entity, String id) {
        return run("return (await client.get(given[0], given[1]))?.data", new String[] {entity, id});
    }

    /** What the client told of one kind, in order. */
    JsonNode told(String event) {
        return run("return device.of(given)", event);
    }

    JsonNode awaitState(Predicate<JsonNode> wanted) {
        return await().atMost(PATIENCE).pollInterval(STEP).until(this::state, wanted::test);
    }

    JsonNode awaitShown(String entity, String id, Predicate<JsonNode> wanted) {
        return await().atMost(PATIENCE).pollInterval(STEP).until(() -> shown(entity, id), wanted::test);
    }

    JsonNode awaitTold(String event) {
        return await().atMost(PATIENCE).pollInterval(STEP).until(() -> told(event), told -> !told.isEmpty());
    }
}
