package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.change.Json;
import dev.syncline.change.Stamp;
import dev.syncline.json.SingleQuoted;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One field {@code f} as base, mine and theirs have it, {@code -} where it is not there; nested fields do the same. */
class FieldTypesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', useHeadersInDisplayName = true, textBlock = """
            type    | base               | mine               | theirs             | clock   | result                 | lost
            # no type: the later stamp wins the field
            none    | 0                  | 1                  | 5                  | later   | 1                      | theirs f=5
            none    | 0                  | 1                  | 5                  | earlier | 5                      | mine f=1
            none    | 0                  | 1                  | 0                  | earlier | 1                      |
            none    | 0                  | 0                  | 5                  | later   | 5                      |
            none    | 0                  | 5                  | 5                  | earlier | 5                      |
            none    | 0                  | -                  | 5                  | later   | -                      | theirs f=5
            none    | 0                  | -                  | 5                  | earlier | 5                      | mine -f
            none    | 0                  | 1                  | -                  | later   | 1                      | theirs -f
            none    | 0                  | 1                  | -                  | earlier | -                      | mine f=1
            none    | 0                  | -                  | 0                  | earlier | -                      |
            none    | 0                  | -                  | -                  | later   | -                      |
            none    | -                  | 1                  | 5                  | later   | 1                      | theirs f=5
            none    | -                  | 1                  | -                  | earlier | 1                      |
            none    | 0                  | null               | 5                  | later   | null                   | theirs f=5
            none    | 0                  | null               | 5                  | earlier | 5                      | mine f=null
            none    | null               | -                  | null               | earlier | -                      |
            none    | ['a']              | ['a','b']          | ['a','c']          | later   | ['a','b']              | theirs f=['a','c']
            none    | 'x'                | {'g':1}            | 5                  | later   | {'g':1}                | theirs f=5
            none    | {'g':0}            | {'g':1}            | 5                  | earlier | 5                      | mine f={'g':1}
            # objects merge by field, recursively, also where both made them anew
            none    | {'g':0,'h':0}      | {'g':1,'h':0}      | {'g':0,'h':5}      | later   | {'g':1,'h':5}          |
            none    | {'g':{'h':0}}      | {'g':{'h':1}}      | {'g':{'h':5}}      | later   | {'g':{'h':1}}          | theirs f.g.h=5
            none    | {'g':{'h':0}}      | {'g':{'h':1}}      | {'g':{'h':5}}      | earlier | {'g':{'h':5}}          | mine f.g.h=1
            none    | {'g':0}            | {}                 | {'g':5}            | later   | {}                     | theirs f.g=5
            none    | {'g':0}            | -                  | {'g':5}            | later   | -                      | theirs f={'g':5}
            none    | {'g':0}            | -                  | {'g':5}            | earlier | {'g':5}                | mine -f
            none    | -                  | {'g':1}            | {'h':5}            | later   | {'h':5,'g':1}          |
            # text: by lines, by words where lines overlap, the later stamp where words do
            text    | 'a\\nb\\nc\\n'     | 'A\\nb\\nc\\n'     | 'a\\nb\\nC\\n'     | earlier | 'A\\nb\\nC\\n'         |
            text    | 'the cat sat'      | 'the old cat sat'  | 'the cat sat down' | earlier | 'the old cat sat down' |
            text    | 'buy red pears'    | 'buy ripe pears'   | 'buy two pears'    | later   | 'buy ripe pears'       | theirs f='buy two pears'
            text    | 'buy red pears'    | 'buy ripe pears'   | 'buy two pears'    | earlier | 'buy two pears'        | mine f='buy ripe pears'
            text    | 'red\\nb\\nc\\n'   | 'one\\nb\\nC\\n'   | 'two\\nb\\nc\\n'   | later   | 'one\\nb\\nC\\n'       | theirs f='two\\nb\\nC\\n'
            text    | 'red\\nb\\nc\\n'   | 'one\\nb\\nC\\n'   | 'two\\nb\\nc\\n'   | earlier | 'two\\nb\\nC\\n'       | mine f='one\\nb\\nC\\n'
            text    | 'at ten'           | 'by six'           | ''                 | later   | 'by six'               | theirs f=''
            text    | 'at ten'           | ''                 | 'by six'           | earlier | 'by six'               | mine f=''
            text    | 'a'                | 'b'                | 'a'                | earlier | 'b'                    |
            text    | 'a'                | -                  | 'b'                | later   | -                      | theirs f='b'
            text    | 'a'                | -                  | 'b'                | earlier | 'b'                    | mine -f
            text    | -                  | 'a'                | 'b'                | later   | 'a'                    | theirs f='b'
            text    | 'a'                | 1                  | 'b'                | later   | 1                      | theirs f='b'
            text    | 'a'                | 1                  | 'b'                | earlier | 'b'                    | mine f=1
            # set: the adds and removes of both, order means nothing
            set     | ['a']              | ['a','b']          | ['a','c']          | earlier | ['a','b','c']          |
            set     | ['a','b','c']      | ['b','c']          | ['a','b']          | earlier | ['b']                  |
            set     | ['a','b']          | ['a']              | ['b']              | later   | []                     |
            set     | ['a','b']          | ['a']              | ['a','b','c']      | earlier | ['a','c']              |
            set     | ['a','b']          | ['b','a']          | ['a','b','c']      | earlier | ['a','b','c']          |
            set     | ['a']              | ['a']              | ['c']              | later   | ['c']                  |
            set     | ['a']              | []                 | ['a']              | earlier | []                     |
            set     | -                  | ['a']              | ['b']              | later   | ['a','b']              |
            set     | 'x'                | ['a']              | ['b']              | later   | ['a','b']              |
            set     | [{'g':1}]          | [{'g':1},{'g':2}]  | []                 | later   | [{'g':2}]              |
            set     | ['a']              | -                  | ['a','b']          | later   | -                      | theirs f=['a','b']
            set     | ['a']              | -                  | ['a','b']          | earlier | ['a','b']              | mine -f
            set     | ['a']              | 'b'                | ['c']              | later   | 'b'                    | theirs f=['c']
            # list: inserts and removes of both in their order, the later stamp where both replaced one element
            list    | ['a','b','c']      | ['x','a','b','c']  | ['a','b','c','y']  | earlier | ['x','a','b','c','y']  |
            list    | ['a','b','c']      | ['a','c']          | ['a','b','c','y']  | earlier | ['a','c','y']          |
            list    | ['a','b']          | ['a','x']          | ['a','y']          | later   | ['a','x']              | theirs f=['a','y']
            list    | ['a','b']          | ['a','x']          | ['a','y']          | earlier | ['a','y']              | mine f=['a','x']
            list    | ['a']              | ['a','a']          | ['a']              | earlier | ['a','a']              |
            list    | ['a']              | -                  | ['a','b']          | earlier | ['a','b']              | mine -f
            list    | ['a']              | 1                  | ['a','b']          | later   | 1                      | theirs f=['a','b']
            # counter: the deltas of both
            counter | 10                 | 12                 | 15                 | earlier | 17                     |
            counter | 10                 | 7                  | 15                 | later   | 12                     |
            counter | 10                 | 12                 | 12                 | later   | 14                     |
            counter | 10                 | 'x'                | 'x'                | later   | 'x'                    |
            counter | -                  | 1                  | 1                  | earlier | 2                      |
            counter | 10                 | 12                 | 10                 | earlier | 12                     |
            counter | 10                 | 10                 | 15                 | later   | 15                     |
            counter | 0.1                | 0.3                | 0.2                | later   | 0.4                    |
            counter | 0.5                | 1                  | 1.5                | later   | 2                      |
            counter | -                  | 2                  | 3                  | later   | 5                      |
            counter | 10                 | -                  | 12                 | later   | -                      | theirs f=12
            counter | 10                 | -                  | 12                 | earlier | 12                     | mine -f
            counter | 10                 | 'x'                | 12                 | later   | 'x'                    | theirs f=12
            counter | 'x'                | 2                  | 3                  | earlier | 3                      | mine f=2
            counter | 0                  | 9007199254740991   | 1                  | earlier | 1                      | mine f=9007199254740991
            # max and min: of both sides' values, numbers or texts
            max     | 1                  | 5                  | 7                  | later   | 7                      |
            max     | 1                  | 7                  | 5                  | earlier | 7                      |
            max     | 9                  | 3                  | 4                  | later   | 4                      |
            max     | 9                  | 3                  | 9                  | earlier | 3                      |
            max     | 1                  | 2.5                | 2                  | earlier | 2.5                    |
            max     | '2025-01'          | '2025-03'          | '2025-02'          | earlier | '2025-03'              |
            max     | 1                  | 'x'                | 7                  | later   | 'x'                    | theirs f=7
            max     | 1                  | -                  | 7                  | earlier | 7                      | mine -f
            max     | -                  | 2                  | 7                  | later   | 7                      |
            min     | 9                  | 5                  | 7                  | earlier | 5                      |
            min     | 9                  | 7                  | 5                  | later   | 5                      |
            min     | 1                  | 3                  | 4                  | earlier | 3                      |
            min     | 'c'                | 'b'                | 'a'                | later   | 'a'                    |
            min     | 9                  | true               | 5                  | earlier | 5                      | mine f=true
            """)
    void aFieldMergesByItsType(
            String type, String base, String mine, String theirs, String clock, String result, String lost) {
        assertAll(
                () -> assertField("{%s}", List.of("f"), type, base, mine, theirs, clock, result, lost),
                () -> assertField("{'o':{%s}}", List.of("o", "f"), type, base, mine, theirs, clock, result, lost));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // configured | base | mine | theirs | result
                "o.f   | {'o.f':1}           | {'o.f':2}           | {'o.f':3}           | {'o.f':2}",
                "o.f   | {'o':{'f':1}}       | {'o':{'f':2}}       | {'o':{'f':3}}       | {'o':{'f':4}}",
                "o.f.g | {'o':{'f.g':1}}     | {'o':{'f.g':2}}     | {'o':{'f.g':3}}     | {'o':{'f.g':2}}",
                "o.f.g | {'o':{'f':{'g':1}}} | {'o':{'f':{'g':2}}} | {'o':{'f':{'g':3}}} | {'o':{'f':{'g':4}}}",
                "o.f   | {'f':1}             | {'f':2}             | {'f':3}             | {'f':2}",
                "o.f   | {'o':{'f':{'f':1}}} | {'o':{'f':{'f':2}}} | {'o':{'f':{'f':3}}} | {'o':{'f':{'f':2}}}",
            })
    void aTypeIsThatOfItsPathAndNotOfANameWithADot(
            String configured, String base, String mine, String theirs, String result) {
        Decision decision = Conflicts.merging(Map.of(configured, FieldType.COUNTER))
                .resolve("UPDATE " + mine, "v3", base, "live " + theirs, "later");
        assertEquals(SingleQuoted.object(result), decision.conflict().result().data());
    }

    private static void assertField(
            String shape,
            List<String> path,
            String type,
            String base,
            String mine,
            String theirs,
            String clock,
            String result,
            String lost) {
        String name = String.join(".", path);
        Conflicts conflicts = Conflicts.merging(
                type.equals("none") ? Map.of() : Map.of(name, FieldType.valueOf(type.toUpperCase(Locale.ROOT))));
        Decision decision = conflicts.resolve(
                "UPDATE " + record(shape, mine), "v3", record(shape, base), "live " + record(shape, theirs), clock);
        Object actual = at(path, decision.conflict().result().data());
        Object expected = at(path, SingleQuoted.object(record(shape, result)));
        assertEquals(
                type.equals("set") ? asSet(expected) : expected, type.equals("set") ? asSet(actual) : actual, name);
        String expectedLost = lost == null ? "" : lost.replaceFirst("(?<=[ -])f", name);
        assertEquals(expectedLost, Conflicts.lost(decision), "lost");
    }

    private static String record(String shape, String value) {
        return shape.formatted(value.equals("-") ? "" : "'f':" + value);
    }

    private static Object at(List<String> path, Map<String, Object> record) {
        Object value = record;
        for (String name : path) {
            value = Absent.get(Json.object(value), name);
        }
        return value;
    }

    private static Object asSet(Object value) {
        return value instanceof List<?> list ? new HashSet<>(list) : value;
    }

    @Test
    void aTextsLostFragmentsAreTheWordsThatLost() {
        Conflicts conflicts = Conflicts.merging(Map.of("f", FieldType.TEXT));
        Decision decision = conflicts.resolve(
                "UPDATE {'f':'buy ripe pears'}", "v3", "{'f':'buy red pears'}", "live {'f':'buy two pears'}", "later");
        assertEquals(List.of("two"), Conflicts.fragments(decision));
    }

    @Test
    void aTextThatReplacesAnEmptiedOneIsAppliedAsWritten() {
        Conflicts conflicts = Conflicts.merging(Map.of("f", FieldType.TEXT));
        Decision decision =
                conflicts.resolve("UPDATE {'f':'by six'}", "v3", "{'f':'at ten'}", "live {'f':''}", "later");
        assertEquals("APPLIED", Conflicts.outcome(decision));
    }

    @Test
    void theLaterStampIsTheFieldsOwnNotTheRecords() {
        Conflicts conflicts = Conflicts.merging(Map.of());
        ConflictResolver.Situation situation =
                conflicts.situation("PATCH {'a':1}", "v3", "{'a':0,'b':0}", "live {'a':5,'b':5}", "earlier");
        Stored stored = situation.stored();
        // Field a was last changed before mine, field b after it.
        FieldStamps stamps = new FieldStamps(
                new Stamp(200, "tablet", stored.stamp().changeId()), Map.of("b", FieldStamps.of(stored.stamp())));
        Decision decision = new ConflictResolver(Conflicts.NO_LIMIT, null)
                .resolve(new ConflictResolver.Situation(
                        situation.change(),
                        situation.stamp(),
                        new Stored(stored.version(), stored.state(), stored.stamp(), stamps),
                        situation.base(),
                        situation.rules(),
                        1));
        assertEquals(
                SingleQuoted.object("{'a':1,'b':5}"), decision.written().state().data());
        assertEquals(stored.stamp(), decision.written().stamp(), "the record's stamp never goes back");
    }
}
