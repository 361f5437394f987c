package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Merges of prose files from the history of the public repository psf/requests (Apache-2.0), with git's own results. */
class TextMergeCorpusTest {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");

    record Case(String name, String base, String ours, String theirs, String merged) {

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("clean")
    void agreesWithGit(Case merge) {
        var result = TextMerge.merge(merge.base, merge.ours, merge.theirs, true);

        assertEquals(new TextMerge.Result(merge.merged, List.of()), result);
        assertEquals(
                merge.merged,
                TextMerge.merge(merge.base, merge.ours, merge.theirs, false).text());
    }

    @ParameterizedTest
    @MethodSource("conflicting")
    void losesNoAddedLine(Case merge) {
        var result = TextMerge.merge(merge.base, merge.ours, merge.theirs, true);
        String lost = result.overlaps().stream().map(TextMerge.Overlap::theirs).collect(Collectors.joining("\n"));
        Set<String> lines = result.text().lines().collect(Collectors.toSet());
        Set<String> known = words(merge.base + " " + result.text() + " " + lost);

        Set<String> added = new HashSet<>();
        Stream.of(merge.ours, merge.theirs).flatMap(String::lines).forEach(added::add);
        merge.base.lines().toList().forEach(added::remove);
        for (String line : added) {
            boolean there = lines.contains(line) || lost.contains(line) || known.containsAll(words(line));
            assertTrue(there, () -> "lost: " + line);
        }
    }

    static List<Case> clean() throws IOException {
        return cases().stream().filter(merge -> merge.merged != null).toList();
    }

    static List<Case> conflicting() throws IOException {
        return cases().stream().filter(merge -> merge.merged == null).toList();
    }

    private static Set<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static List<Case> cases() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Case> cases = new ArrayList<>();
        try (var stream = TextMergeCorpusTest.class.getResourceAsStream("/text-merges-sample.jsonl");
                var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = json.readTree(line);
                cases.add(new Case(
                        node.get("file").asText() + " "
                                + node.get("merge").asText().substring(0, 8),
                        node.get("base").asText(),
                        node.get("ours").asText(),
                        node.get("theirs").asText(),
                        node.get("merged").isNull() ? null : node.get("merged").asText()));
            }
        }
        return cases;
    }
}
