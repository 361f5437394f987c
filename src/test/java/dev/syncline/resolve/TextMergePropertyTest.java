package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.resolve.TextMerge.Overlap;
import dev.syncline.resolve.TextMerge.Winner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

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

    /** One side goes on from what both did, and removes more. */
    @Property
    void whatOneSideRemovedBesideTheSameEditsIsGone(
            @ForAll("edits") List<Edit> both, @ForAll @Size(16) List<Boolean> removes, @ForAll boolean later) {
        List<String> base = numbered("w", 16);
        List<String> mine = edited(base, both);
        Assume.that(mine.size() == Set.copyOf(mine).size());
        List<String> theirs = new ArrayList<>(mine);
        theirs.removeIf(word -> base.contains(word) && removes.get(base.indexOf(word)));

        var result = TextMerge.merge(joined(base, "\n"), joined(mine, "\n"), joined(theirs, "\n"), later);

        // But for an addition amid what was removed, which is an overlap.
        assertTrue(words(result.text()).equals(theirs) || !result.overlaps().isEmpty(), () -> theirs + " is " + result);
    }

    /** Both draw their new lines from a few, so that they often write the same. */
    @Property
    void aLineThatOneSideRemovedAndTheOtherLeftIsGoneOrInAnOverlap(
            @ForAll("edits") List<Edit> byMine, @ForAll("edits") List<Edit> byTheirs, @ForAll boolean later) {
        List<String> base = numbered("w", 16);
        List<String> mine = edited(base, byMine);
        List<String> theirs = edited(base, byTheirs);

        var result = TextMerge.merge(joined(base, "\n"), joined(mine, "\n"), joined(theirs, "\n"), later);

        List<String> there = words(result.text());
        StringBuilder overlaps = new StringBuilder();
        result.overlaps()
                .forEach(overlap -> overlaps.append(overlap.base() + overlap.mine() + '\n' + overlap.theirs() + '\n'));
        List<String> told = words(overlaps.toString());
        for (String line : base) {
            if (mine.contains(line) != theirs.contains(line)) {
                assertTrue(!there.contains(line) || told.contains(line), () -> line + " is back in " + result);
            }
        }
    }

    /** What is done at a place: the word there removed or kept, and so many words of the few put before it. */
    record Edit(boolean removes, List<String> adds) {}

    @Provide
    Arbitrary<List<Edit>> edits() {
        Arbitrary<List<String>> adds =
                Arbitraries.of("na", "nb", "nc", "nd", "ne", "nf").list().ofMaxSize(2);
        Arbitrary<Boolean> removes = Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true));
        Arbitrary<List<String>> seldom =
                Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just(List.of())), Tuple.of(1, adds));
        return Combinators.combine(removes, seldom).as(Edit::new).list().ofSize(16);
    }

    private static List<String> edited(List<String> base, List<Edit> edits) {
        List<String> edited = new ArrayList<>();
        for (int at = 0; at < base.size(); at++) {
            edited.addAll(edits.get(at).adds());
            if (!edits.get(at).removes()) {
                edited.add(base.get(at));
            }
        }
        return edited;
    }

    private static List<String> numbered(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> name + (char) ('a' + number))
                .toList();
    }

    private static String joined(List<String> parts, String after) {
        return String.join("", parts.stream().map(part -> part + after).toList());
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
