package dev.syncline.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.change.Json;
import dev.syncline.change.MergePatch;
import dev.syncline.json.JsonReader;
import dev.syncline.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A client that holds what the feed brings, and nothing else. */
final class FeedReader {

    private record Held(long version, Map<String, Object> data) {}

    private final Api api;
    private final String query;
    private final int limit;
    private final Map<String, Held> records = new TreeMap<>();
    private String cursor;
    private String epoch;
    private int patches;

    FeedReader(Api api, String query, int limit) {
        this.api = api;
        this.query = query;
        this.limit = limit;
    }

    static FeedReader of(Api api) {
        return new FeedReader(api, "", 1000);
    }

    /** Everything as a new client gets it. */
    static Map<String, String> whole(Api api) {
        FeedReader reader = of(api);
        reader.pull();
        return reader.records();
    }

    /** One that has taken these items, and nothing else. */
    static FeedReader holding(List<JsonNode> items) {
        FeedReader reader = of(null);
        items.forEach(reader::take);
        return reader;
    }

    /** Reads on until there is no more; tells what came. */
    List<JsonNode> pull() {
        List<JsonNode> items = new ArrayList<>();
        boolean more = true;
        while (more) {
            JsonNode page = page();
            page.get("items").forEach(items::add);
            more = page.get("more").asBoolean();
        }
        return items;
    }

    JsonNode page() {
        Api.Answer answer = ask();
        assertEquals(200, answer.status(), () -> answer.body().toString());
        JsonNode page = answer.body();
        page.get("items").forEach(this::take);
        String next = page.get("cursor").asText();
        if (cursor != null && page.get("epoch").asText().equals(epoch)) {
            assertTrue(next.compareTo(cursor) >= 0, "the cursor never goes back");
        }
        cursor = next;
        epoch = page.get("epoch").asText();
        return page;
    }

    Api.Answer ask() {
        return api.get("/api/v1/feed?limit=" + limit + query + (cursor == null ? "" : "&cursor=" + cursor));
    }

    private void take(JsonNode item) {
        String key = item.get("entity").asText() + "/" + item.get("entityId").asText();
        Held held = records.get(key);
        long version = item.get("version").asLong();
        assertTrue(held == null || version > held.version(), key + " comes again without a higher version");
        if (item.get("deleted").asBoolean()) {
            records.remove(key);
        } else if (item.has("patch")) {
            patches++;
            assertEquals(item.get("baseVersion").asLong(), held == null ? 0 : held.version(), key);
            assertTrue(!item.has("data"));
            records.put(key, new Held(version, MergePatch.apply(held.data(), object(item.get("patch")))));
        } else {
            records.put(key, new Held(version, object(item.get("data"))));
        }
    }

    private static Map<String, Object> object(JsonNode json) {
        return Json.object(JsonReader.stored().read(json.toString().getBytes(StandardCharsets.UTF_8)));
    }

    static String canonical(JsonNode data) {
        return JsonWriter.canonical(object(data));
    }

    String cursor() {
        return cursor;
    }

    void cursor(String another) {
        cursor = another;
    }

    String epoch() {
        return epoch;
    }

    int patches() {
        return patches;
    }

    /** What it holds, by entity and id, as canonical JSON. */
    Map<String, String> records() {
        Map<String, String> texts = new TreeMap<>();
        records.forEach((key, held) -> texts.put(key, held.version() + " " + JsonWriter.canonical(held.data())));
        return texts;
    }
}
