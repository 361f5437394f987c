package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.resolve.TextMerge.Overlap;
import dev.syncline.resolve.TextMerge.Winner;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TextMergePropertyTest {

    private static final Pattern WORD = Pattern.compile("[a-zA-Z]+");

    @Property
    void sidesCanBeNamedEitherWay(
            @ForAll("texts") String base, @ForAll("texts") String mine, @ForAll("texts") String theirs) {
        var oneWay = TextMerge.merge(base, mine, theirs, true);
        var otherWay = TextMerge.merge(base, theirs, mine, false);

        assertEquals(oneWay.text(), otherWay.text());
        List<Overlap> swapped = otherWay.overlaps().stream()
                .map(overlap -> new Overlap(overlap.base(), overlap.theirs(), overlap.mine(), Winner.MINE))
                .toList();
        assertEquals(oneWay.overlaps(), swapped);
    }

    @Property
    void oneSidedChangesAreTaken(@ForAll("texts") String base, @ForAll("texts") String changed, @ForAll boolean later) {
        var expected = new TextMerge.Result(changed, List.of());

        assertEquals(expected, TextMerge.merge(base, base, changed, later));
        assertEquals(expected, TextMerge.merge(base, changed, base, later));
        assertEquals(expected, TextMerge.merge(base, changed, changed, later));
    }

    /** The sides' own words are in capitals, so that it is plain which of them each added. */
    @Property
    void noAddedWordIsLost(@ForAll("texts") String base, @ForAll("texts") String mine, @ForAll("texts") String theirs) {
        String byMine = mine.replace("c", "M").replace("ee", "MM");
        String byTheirs = theirs.replace("c", "T").replace("ee", "TT");
        var result = TextMerge.merge(base, byMine, byTheirs, true);
        StringBuilder seen = new StringBuilder(result.text());
        result.overlaps().forEach(overlap -> seen.append(' ').append(overlap.theirs()));
        List<String> kept = words(seen.toString());

        for (String word : words(byMine + " " + byTheirs)) {
            boolean added = !word.equals(word.toLowerCase(Locale.ROOT));
            assertTrue(!added || kept.contains(word), () -> word + " lost from " + result);
        }
    }

    @Property
    void linesAddedAtOnePlaceAreAllThere(
            @ForAll("texts") String head, @ForAll("texts") String mine, @ForAll("texts") String theirs) {
        String base = head + "\nend\n";
        var result = TextMerge.merge(base, base + mine + "\n", base + theirs + "\n", true);

        assertEquals(List.of(), result.overlaps());
        List<String> lines = result.text().lines().toList();
        assertTrue(lines.containsAll(mine.lines().toList())
                && lines.containsAll(theirs.lines().toList()));
    }

    @Property
    void whatIsCutGrowsTogetherUnchanged(@ForAll("signs") String text) {
        Weave weave = new Weave();
        weave.words(Words.words(List.of(text)));

        assertEquals(text, weave.text());
    }

    @Property
    void whatNeitherSideTouchedStays(@ForAll("signs") String text) {
        String line = "%s and now " + text + " and then %s";
        var result = TextMerge.merge(
                line.formatted("one", "two"), line.formatted("ONE", "two"), line.formatted("one", "TWO"), true);

        assertEquals(new TextMerge.Result(line.formatted("ONE", "TWO"), List.of()), result);
    }

    @Property
    void whatOneSideWroteInALineOfBothIsTakenAsWritten(
            @ForAll("signs") String before, @ForAll("signs") String after, @ForAll boolean later) {
        String line = "%s and now and then %s";
        var result = TextMerge.merge(
                line.formatted(before, "two"), line.formatted(after, "two"), line.formatted(before, "TWO"), later);

        assertEquals(new TextMerge.Result(line.formatted(after, "TWO"), List.of()), result);
    }

    private static List<String> words(String text) {
        return WORD.matcher(text).results().map(match -> match.group()).toList();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "b", "c", "dd", "ee", " ", " ", ",", "\n", "\n", "\r\n", "a b c\n", "dd ee\n")
                .list()
                .ofMaxSize(24)
                .map(parts -> String.join("", parts));
    }

    /** Letters, joiners, marks and signs of several code points in any order, on one line. */
    @Provide
    Arbitrary<String> signs() {
        String joiner = "\u200d";
        String accent = "\u0301";
        return Arbitraries.of(
                        joiner,
                        joiner,
                        accent,
                        "\ufe0f",
                        "W",
                        "e" + accent,
                        "13",
                        "q",
                        "-",
                        ",",
                        " ",
                        "漢",
                        "か",
                        "👍🏽",
                        "🏽",
                        "👩")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }
}
