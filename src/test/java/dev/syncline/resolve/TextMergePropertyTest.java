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
}
