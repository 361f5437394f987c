package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.json.JsonWriter;
import dev.syncline.json.SingleQuoted;
import dev.syncline.resolve.Lost;
import dev.syncline.resolve.Lost.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class LostValuesTest {

    private static final String LONG = "k".repeat(100_000);

    @Test
    void eachValueIsAnEntryWithItsPath() {
        List<Lost> lost = List.of(
                new Lost(List.of("o", "a"), Side.MINE, false, 1L, List.of()),
                new Lost(List.of("o", "b"), Side.THEIRS, true, null, List.of()),
                new Lost(List.of("o", "c"), Side.MINE, false, null, List.of()),
                new Lost(List.of("text"), Side.MINE, false, "one two", List.of("one")),
                new Lost(List.of(), Side.THEIRS, true, null, List.of()));
        assertEquals(SingleQuoted.value("""
                        [{'path':['o','a'],'side':'mine','value':1},
                         {'path':['o','b'],'side':'theirs','removed':true},
                         {'path':['o','c'],'side':'mine','value':null},
                         {'path':['text'],'side':'mine','value':'one two','fragments':['one']},
                         {'path':[],'side':'theirs','removed':true}]"""), LostValues.toJson(lost));
        assertEquals(lost, readBack(lost));
    }

    @Test
    void wherePathsWouldRepeatALongNameWhatLostInAnObjectIsItsEntry() {
        List<Lost> lost = List.of(
                new Lost(List.of(LONG, "p", "a"), Side.MINE, false, 1L, List.of()),
                new Lost(List.of(LONG, "p", "b"), Side.THEIRS, true, null, List.of()),
                new Lost(List.of(LONG, "p", "c"), Side.MINE, true, null, List.of()),
                new Lost(List.of(LONG, "p", "o", "x"), Side.MINE, false, null, List.of()),
                new Lost(List.of(LONG, "p", "o", "y"), Side.MINE, false, "one two", List.of("one")),
                new Lost(List.of("d", "e"), Side.MINE, false, SingleQuoted.value("{'f':2}"), List.of()),
                new Lost(List.of(), Side.THEIRS, true, null, List.of()));
        assertEquals(SingleQuoted.value("""
                        [{'path':['LONG','p'],'side':'mine','members':[
                           {'path':['a'],'side':'mine','value':1},
                           {'path':['c'],'side':'mine','removed':true},
                           {'path':['o'],'side':'mine','members':[
                             {'path':['x'],'side':'mine','value':null},
                             {'path':['y'],'side':'mine','value':'one two','fragments':['one']}]}]},
                         {'path':['d','e'],'side':'mine','value':{'f':2}},
                         {'path':[],'side':'theirs','removed':true},
                         {'path':['LONG','p','b'],'side':'theirs','removed':true}]""".replace("LONG", LONG)), LostValues.toJson(lost));
        assertEquals(new HashSet<>(lost), new HashSet<>(readBack(lost)));
    }

    @ParameterizedTest
    @MethodSource
    void theyAreAboutAsLongAsTheSidesWhateverTheShape(List<Lost> lost) {
        assertTrue(JsonWriter.writeBytes(LostValues.toJson(lost)).length < 1024 * 1024);
        assertEquals(new HashSet<>(lost), new HashSet<>(readBack(lost)));
    }

    static Stream<List<Lost>> theyAreAboutAsLongAsTheSidesWhateverTheShape() {
        return Stream.of(belowOneLongName(), atEachLevelOfLongNames(), belowManyShortNames());
    }

    private static List<Lost> belowOneLongName() {
        return fields(List.of(LONG), 2_500);
    }

    private static List<Lost> atEachLevelOfLongNames() {
        List<Lost> lost = new ArrayList<>();
        List<String> path = new ArrayList<>();
        for (int level = 0; level < 63; level++) {
            path.add(level + "n".repeat(1_024));
            lost.addAll(fields(path, 50));
        }
        return lost;
    }

    private static List<Lost> belowManyShortNames() {
        return fields(Collections.nCopies(62, "o"), 14_000);
    }

    private static List<Lost> fields(List<String> path, int count) {
        List<Lost> lost = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            List<String> below = new ArrayList<>(path);
            below.add("f" + number);
            lost.add(new Lost(below, Side.THEIRS, false, 0L, List.of()));
        }
        return lost;
    }

    private static List<Lost> readBack(List<Lost> lost) {
        return LostValues.read(JsonWriter.write(LostValues.toJson(lost)));
    }
}
