package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.resolve.TextMerge.Overlap;
import dev.syncline.resolve.TextMerge.Winner;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextMergeTest {

    /** In this table a slash is a line's end; theirs is the earlier side, and nothing is lost in any row. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "different lines            | a/b/c/         | A/b/c/         | a/b/C/         | A/b/C/",
                "words of one line          | the quick fox  | the slow fox   | the quick dog  | the slow dog",
                "neighbouring words         | one two        | ONE two        | one TWO        | ONE TWO",
                "neighbouring lines         | a b/c d/       | A b/c d/       | a b/c D/       | A b/c D/",
                "line removed beside edit   | a b/c d/       | c d/           | a b/C d/       | C d/",
                "both append a line         | a/             | a/mine/        | a/theirs/      | a/theirs/mine/",
                "both append, end open      | a              | a/mine         | a/theirs       | a/theirs/mine",
                "both append to nothing     | ''             | mine/          | theirs/        | theirs/mine/",
                "both fill a blank line     | a//b/          | a/mine/b/      | a/theirs/b/    | a/theirs/mine/b/",
                "fill a blank line, removed | a//b/          | a/b/           | a/theirs/b/    | a/theirs/b/",
                "fill the last blank line   | a//            | a/mine/        | a/             | a/mine/",
                "both append, one line same | a/             | a/x/mine/      | a/x/theirs/    | a/x/theirs/mine/",
                "same line from both        | a/b/           | a/new/b/       | a/new/b/       | a/new/b/",
                "one says more than other   | a/             | x/             | x/y/           | x/y/",
                "and removed the next line  | a/b/c/         | a/B/c/         | a/B/           | a/B/",
                "and removed both next      | a/b/c/d/       | a/B/           | a/B/c/d/       | a/B/",
                "and removed one before     | a/b/c/         | B/c/           | a/B/c/         | B/c/",
                "and removed the replaced   | a/b/           | a/x/           | a/x/b/         | a/x/",
                "and removed two below      | a/b/c/         | a/x/b/c/       | a/x/           | a/x/",
                "and removed two above      | a/b/c/         | a/b/x/c/       | x/c/           | x/c/",
                "and removed all, more new  | a/b/           | x/             | x/y/a/b/       | x/y/",
                "same word, next removed    | a Bob b at c   | a Ann b at c   | a Ann at c     | a Ann at c",
                "same word, next extended   | a Bob at c     | a Ann at c     | a Ann b at c   | a Ann b at c",
                "words added at one place   | a c            | a mine c       | a theirs c     | a theirs mine c",
                "words added at the end     | a              | a mine         | a theirs       | a theirs mine",
                "removals that cross        | a b c d e f    | a d e f        | a b e f        | a e f",
                "edit and new line below    | a b/           | a B/x/         | A b/           | A B/x/",
                "marks are words            | a, b. c        | a; b. c        | a, b! c        | a; b! c",
                "last end taken off         | a/b/           | a/b            | A/b/           | A/b",
            })
    void mergesWithoutLoss(String what, String base, String mine, String theirs, String expected) {
        var result = TextMerge.merge(lines(base), lines(mine), lines(theirs), true);

        assertEquals(lines(expected), result.text(), what);
        assertEquals(List.of(), result.overlaps(), what);
    }

    /** Again a slash is a line's end; theirs is the earlier side. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "emptied, replaced later    | meet at 10   | meet at 11     | ''             | meet at 11",
                "replaced, emptied later    | meet at 10   | ''             | meet at 11     | ''",
                "emptied, extended later    | hello world  | hello my world | ''             | hello my world",
                "extended, emptied later    | hello world  | ''             | hello my world | ''",
                "emptied, edited in lines   | a/b          | a/c            | ''             | a/c",
                "emptied, ended later       | a            | b/             | ''             | b/",
                "removed, replaced later    | a/b          | a/c            | a/             | a/c",
                "replaced, removed later    | a/b          | a/             | a/c            | a/",
                "removed, ended later       | a/b          | a/c/           | a/             | a/c/",
                "ended, removed later       | a/b          | a/             | a/c/           | a/",
                "removed, end taken off     | a/b/         | a/c            | a/             | a/c",
                "end taken off, removed     | a/b/         | a/             | a/c            | a/",
                "removed, added to later    | a/b          | a/b/c          | a/             | a/c",
                "added to, removed later    | a/b          | a/             | a/b/c          | a/c",
                "removed, both edited later | a/b          | A/c            | a/             | A/c",
                "removed, edited above      | a/b          | A/b            | a/             | A/",
                "edited above, removed      | a/b          | a/             | A/b            | A/",
                "removed by both            | a/b/c        | a/             | a/b/           | a/",
                "end put on, edited later   | a b c        | a b C          | A b c/         | A b C/",
                "edited, end put on later   | a b c        | A b c/         | a b C          | A b C/",
                "end taken off, edited      | a b c/       | a b C/         | A b c          | A b C",
                "written from nothing       | ''           | mine/          | theirs         | theirs/mine/",
                "written open from nothing  | ''           | mine           | theirs/        | theirs/mine",
            })
    void theTextEndsAsWhoWroteItsLastLineEndedIt(
            String what, String base, String mine, String theirs, String expected) {
        assertEquals(
                lines(expected),
                TextMerge.merge(lines(base), lines(mine), lines(theirs), true).text(),
                what);
    }

    @Test
    void laterStampTakesTheSameWord() {
        var mineLater = TextMerge.merge("the red fox\n", "the blue fox\n", "the green fox\n", true);
        var theirsLater = TextMerge.merge("the red fox\n", "the blue fox\n", "the green fox\n", false);

        assertEquals("the blue fox\n", mineLater.text());
        assertEquals(List.of(new Overlap("red", "blue", "green", Winner.MINE)), mineLater.overlaps());
        assertEquals("the green fox\n", theirsLater.text());
        assertEquals(List.of(new Overlap("red", "blue", "green", Winner.THEIRS)), theirsLater.overlaps());
    }

    @Test
    void onlyTheWordThatOverlapsIsLost() {
        var result = TextMerge.merge("one two three four", "ONE two drei four", "one two trois FOUR", false);

        assertEquals("ONE two trois FOUR", result.text());
        assertEquals(List.of(new Overlap("three", "drei", "trois", Winner.THEIRS)), result.overlaps());
    }

    @Test
    void removalAgainstEditBehindTheSameEditIsAnOverlap() {
        String base = "call Bob at noon or later today";
        String edited = "call Ann at noon or sooner today";
        String cut = "call Ann today";

        var cutLater = TextMerge.merge(base, edited, cut, false);
        var editedLater = TextMerge.merge(base, edited, cut, true);

        assertEquals("call Ann today", cutLater.text());
        assertEquals(" at noon or sooner", cutLater.overlaps().get(0).mine());
        assertEquals("call Ann at noon or sooner today", editedLater.text());
        assertEquals(1, editedLater.overlaps().size());
    }

    @Test
    void removalAgainstEditIsAnOverlap() {
        var result = TextMerge.merge("a\nkeep this line\nb\n", "a\nb\n", "a\nkeep that line\nb\n", true);

        assertEquals("a\nb\n", result.text());
        assertEquals(1, result.overlaps().size());
        assertTrue(result.overlaps().get(0).theirs().contains("keep that line"));
    }

    @Test
    void newLinesAreNotMixedWithUnrelatedOnes() {
        var result = TextMerge.merge(
                "A\nan old sentence about the cat\nB\n",
                "A\nthe weather of today is fine and the sun shines\nwe go out\nB\n",
                "A\nall of the trains to the north are late\nB\n",
                true);

        assertEquals("A\nthe weather of today is fine and the sun shines\nwe go out\nB\n", result.text());
        assertEquals(
                "all of the trains to the north are late",
                result.overlaps().get(0).theirs().strip());
    }

    @Test
    void numbersAndAddressesAreNotMixed() {
        var version = TextMerge.merge("tox==4.11.3 # ok", "tox==4.11.4 # ok", "tox==4.12.0 # ok", true);
        var day = TextMerge.merge("on 2021-05-13", "on 2021-05-14", "on 2021-06-13", false);

        assertEquals("tox==4.11.4 # ok", version.text());
        assertEquals(List.of(new Overlap("4.11.3", "4.11.4", "4.12.0", Winner.MINE)), version.overlaps());
        assertEquals("on 2021-06-13", day.text());
    }

    @Test
    void lineEndsOfOneSideAndWordsOfTheOther() {
        var result = TextMerge.merge("a b\nc d\ne f\n", "a b\r\nc d\r\ne f\r\n", "a b\nc X\ne f\n", true);

        assertEquals("a b\r\nc X\r\ne f\r\n", result.text());
        assertEquals(List.of(), result.overlaps());
    }

    @Test
    void scriptsWithoutBlanksMergeByCharacter() {
        var result = TextMerge.merge("今日は晴れ", "昨日は晴れ", "今日は雨れ", true);

        assertEquals("昨日は雨れ", result.text());
    }

    @Test
    void signsOfSeveralCodePointsStayWhole() {
        var result = TextMerge.merge("hi 👍🏽!", "hi 👍🏿!", "hi 👍🏻!", true);

        assertEquals("hi 👍🏿!", result.text());
        assertEquals(List.of(new Overlap("👍🏽", "👍🏿", "👍🏻", Winner.MINE)), result.overlaps());
    }

    @Test
    void beyondTheBoundTheWholeTextIsOneOverlap() {
        String base = randomLines(1, 131_072);
        String mine = randomLines(2, 131_072);
        String theirs = randomLines(3, 131_072);

        var result = assertTimeout(Duration.ofSeconds(10), () -> TextMerge.merge(base, mine, theirs, true));

        assertTrue(mine.equals(result.text()), "the later side's text");
        assertTrue(List.of(new Overlap(base, mine, theirs, Winner.MINE)).equals(result.overlaps()), "one overlap");
    }

    @Test
    void oneHugeLineOfDifferentWordsIsBounded() {
        String base = numbers(0);
        String mine = numbers(100_000);
        String theirs = numbers(200_000);

        var result = assertTimeout(Duration.ofSeconds(10), () -> TextMerge.merge(base, mine, theirs, false));

        assertTrue(theirs.equals(result.text()), "the later side's words");
        assertTrue(mine.strip().equals(result.overlaps().get(0).mine().strip()), "all of the other's are recorded");
    }

    private static String lines(String text) {
        return text.replace('/', '\n');
    }

    private static String randomLines(long seed, int count) {
        return new Random(seed)
                .ints(count, 0, 3)
                .mapToObj(letter -> (char) ('a' + letter) + "\n")
                .collect(Collectors.joining());
    }

    private static String numbers(int from) {
        StringBuilder text = new StringBuilder();
        for (int number = from; number < from + 60_000; number++) {
            text.append(number).append(' ');
        }
        return text.toString();
    }
}
