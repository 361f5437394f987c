package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListMergeTest {

    /** Theirs is the earlier side. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "both append              | a b     | a b m   | a b t   | a b t m   | ''",
                "both insert in front     | a       | m a     | t a     | t m a     | ''",
                "same insert once         | a b     | a x b   | a x b   | a x b     | ''",
                "shared part once         | a       | a x m   | a x t   | a x t m   | ''",
                "insert and remove        | a b c   | a c     | a b c t | a c t     | ''",
                "removes of both          | a b c d | a d     | a b d   | a d       | ''",
                "removes that cross       | a b c d | a d     | a b     | a         | ''",
                "neighbours replaced      | a b     | M b     | a T     | M T       | ''",
                "insert beside replaced   | a b     | a M     | a t b   | a t M     | ''",
                "replaced against removed | a b c   | a M c   | a c     | a M c     | ''",
                "insert, also in place of | a b c   | a x     | a x b c | a x       | ''",
                "insert, in place of above| a b c   | x c     | a b x c | x c       | ''",
                "insert amid removed      | a b c d | a d     | a b t c d | a t d   | ''",
                "replaced by both         | a b c   | a M c   | a T c   | a M c     | T",
                "replaced, one with more  | a b c   | a M x c | a M c   | a M x c   | ''",
                "replaced and removed     | a b c   | a M c   | a T     | a M       | T",
                "all removed              | a b     | ''      | b a b   | b         | ''",
            })
    void merges(String what, String base, String mine, String theirs, String expected, String lost) {
        var result = ListMerge.merge(list(base), list(mine), list(theirs), true);

        assertEquals(new ListMerge.Result(list(expected), List.of(), list(lost)), result, what);
        var swapped = ListMerge.merge(list(base), list(theirs), list(mine), false);
        assertEquals(new ListMerge.Result(list(expected), list(lost), List.of()), swapped, what);
    }

    @Test
    void elementsAreAnyJsonValues() {
        List<Object> base = Arrays.asList(1L, null, Map.of("id", 1L));
        List<Object> mine = Arrays.asList(1L, null, Map.of("id", 1L), 1.0);
        List<Object> theirs = Arrays.asList(null, Map.of("id", 1L));

        var result = ListMerge.merge(base, mine, theirs, true);

        assertEquals(Arrays.asList(null, Map.of("id", 1L), 1.0), result.value());
    }

    @Test
    void beyondTheBoundTheWholeListIsOneOverlap() {
        List<Object> base = random(1);
        List<Object> mine = random(2);
        List<Object> theirs = random(3);

        var result = assertTimeout(Duration.ofSeconds(10), () -> ListMerge.merge(base, mine, theirs, false));

        assertTrue(new ListMerge.Result(theirs, mine, List.of()).equals(result), "the later side's list");
    }

    private static List<Object> list(String elements) {
        return elements.isBlank()
                ? List.of()
                : List.of((Object[]) elements.strip().split(" "));
    }

    private static List<Object> random(long seed) {
        return new Random(seed).longs(60_000, 0, 50).boxed().collect(Collectors.toList());
    }
}
