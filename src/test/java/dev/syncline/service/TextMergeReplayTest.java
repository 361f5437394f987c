package dev.syncline.service;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Replays real three-way merges through the service: a base, then two clients' edits of version 1. Another file of the
 * same form (JSON lines of base, ours, theirs, merged or null; plain or .gz) is given by -Dreplay.file=FILE.
 */
@QuarkusTest
class TextMergeReplayTest {

    private final String tenant = Api.newTenant();
    private final Api ours = Api.as(tenant, "ours");
    private final Api theirs = Api.as(tenant, "theirs");
    private final Api admin = Api.as(tenant, "admin", "sync", "sync-admin");

    @Test
    void cleanMergesAgreeWithGitAndTheOthersLoseNoLine() throws IOException {
        List<JsonNode> merges = merges();
        List<Runnable> failed = new ArrayList<>();
        int clean = 0;
        for (int i = 0; i < merges.size(); i++) {
            JsonNode merge = merges.get(i);
            clean += merge.get("merged").isNull() ? 0 : 1;
            String id = "m-" + i;
            try {
                replay(merge, id);
            } catch (AssertionError wrong) {
                failed.add(() -> {
                    throw new AssertionError(id + " " + merge.path("file").asText() + ": " + wrong.getMessage(), wrong);
                });
            }
        }
        System.out.printf("replayed %d merges, %d of them clean: %d wrong%n", merges.size(), clean, failed.size());
        assertFalse(merges.isEmpty());
        assertAll(failed.stream().map(failure -> failure::run));
    }

    private void replay(JsonNode merge, String id) {
        Map<String, Object> base = Map.of("text", merge.get("base").asText());
        assertEquals(
                "APPLIED",
                ours.sync("a", Changes.create("message", id, base))
                        .get("outcome")
                        .asText());
        ours.sync(
                "a",
                Changes.update(
                        "message", id, 1L, Map.of("text", merge.get("ours").asText())));
        JsonNode ack = theirs.sync(
                "b",
                Changes.update(
                        "message", id, 1L, Map.of("text", merge.get("theirs").asText())));
        String merged = ours.get("/api/v1/records/message/" + id)
                .body()
                .at("/data/text")
                .asText();
        if (!merge.get("merged").isNull()) {
            assertEquals(merge.get("merged").asText(), merged);
            return;
        }
        JsonNode conflict =
                admin.get("/api/v1/conflicts/" + ack.get("conflictId").asText()).body();
        StringBuilder kept = new StringBuilder(merged);
        for (JsonNode lost : conflict.get("lost")) {
            kept.append('\n').append(lost.path("value").asText());
            lost.path("fragments").forEach(fragment -> kept.append('\n').append(fragment.asText()));
        }
        assertEquals(
                merge.get("ours").asText(), conflict.at("/theirs/data/text").asText());
        assertEquals(
                merge.get("theirs").asText(), conflict.at("/mine/data/text").asText());
        assertNothingGone(merge, "ours", "theirs", kept.toString());
        assertNothingGone(merge, "theirs", "ours", kept.toString());
    }

    /**
     * Every line that a side added stands whole in the result or among what lost, or it was merged by words: then it
     * lacks no word but those of the base that the other side took out.
     */
    private static void assertNothingGone(JsonNode merge, String side, String other, String kept) {
        Set<String> keptLines = new HashSet<>(kept.lines().toList());
        Set<String> allowed = words(kept);
        words(merge.get("base").asText()).stream()
                .filter(word -> !words(merge.get(other).asText()).contains(word))
                .forEach(allowed::add);
        List<String> gone = added(merge.get("base").asText(), merge.get(side).asText()).stream()
                .filter(line -> !keptLines.contains(line) && !allowed.containsAll(words(line)))
                .toList();
        assertTrue(gone.isEmpty(), () -> side + " lost " + gone);
    }

    private static List<String> added(String base, String side) {
        Set<String> old = new HashSet<>(base.lines().toList());
        return side.lines().filter(line -> !old.contains(line)).toList();
    }

    private static Set<String> words(String text) {
        return new HashSet<>(List.of(text.strip().split("\\s+")));
    }

    private static List<JsonNode> merges() throws IOException {
        String file = System.getProperty("replay.file");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            List<JsonNode> merges = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    merges.add(Api.JSON.readTree(line));
                }
            }
            return merges;
        }
    }

    private static InputStream open(String file) throws IOException {
        if (file == null) {
            return TextMergeReplayTest.class.getResourceAsStream("/text-merges-sample.jsonl");
        }
        InputStream content = Files.newInputStream(Path.of(file));
        return file.endsWith(".gz") ? new GZIPInputStream(content) : content;
    }
}
