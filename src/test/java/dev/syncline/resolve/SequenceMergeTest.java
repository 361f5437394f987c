package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.resolve.SequenceMerge.Touching;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceMergeTest {

    /** Chunks as kind:base:mine:theirs, told by their initials. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OVERLAPS | abc  | aBc  | abc  | S:a:a:a M:b:B:b S:c:c:c",
                "OVERLAPS | abc  | aXc  | aXc  | S:a:a:a B:b:X:X S:c:c:c",
                "OVERLAPS | abc  | Abc  | abC  | M:a:A:a S:b:b:b T:c:c:C",
                "OVERLAPS | ab   | Ab   | aB   | O:ab:Ab:aB",
                "IS_APART | ab   | Ab   | aB   | M:a:A:a T:b:b:B",
                "IS_APART | ab   | aXb  | aYb  | S:a:a:a O::X:Y S:b:b:b",
                "IS_APART | ab   | aXb  | aB   | S:a:a:a M::X: T:b:b:B",
                "IS_APART | abc  | aXbc | aX   | S:a:a:a O:bc:Xbc:X",
                "IS_APART | abc  | X    | abcX | O:abc:X:abcX",
                "IS_APART | abc  | aXbc | a    | S:a:a:a M::X: T:bc:bc:",
                "OVERLAPS | abcd | aXXd | abYd | S:a:a:a O:bc:XX:bY S:d:d:d",
            })
    void cutsIntoChunks(Touching touching, String base, String mine, String theirs, String expected) {
        List<Chunk> chunks = SequenceMerge.merge(
                        letters(base), letters(mine), letters(theirs), touching, new Budget(1_000))
                .orElseThrow();

        String told = chunks.stream()
                .map(chunk -> String.join(
                        ":",
                        chunk.kind().name().substring(0, 1),
                        String.join("", chunk.base().of(letters(base))),
                        String.join("", chunk.mine().of(letters(mine))),
                        String.join("", chunk.theirs().of(letters(theirs)))))
                .collect(Collectors.joining(" "));
        assertEquals(expected, told);
    }

    @Test
    void saysWhenItIsTooCostly() {
        int[] one = new Random(1).ints(5_000, 0, 4).toArray();
        int[] other = new Random(2).ints(5_000, 0, 4).toArray();

        assertTrue(Diff.between(one, other, new Budget(20_000)).isEmpty());
        assertTrue(Diff.between(one, other, new Budget(100_000_000)).isPresent());
    }

    @Test
    void slidesAHunkAsLowAsItGoes() {
        assertEquals(
                List.of(new Hunk(2, 2, 2, 4)),
                Diff.between(new int[] {1, 2, 3}, new int[] {1, 2, 1, 2, 3}, new Budget(100))
                        .orElseThrow());
    }

    private static List<String> letters(String text) {
        return text == null ? List.of() : List.of(text.split(""));
    }
}
