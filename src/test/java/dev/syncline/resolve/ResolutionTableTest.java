package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The design's table under "Resolution", cell by cell; the notation is explained at {@link Conflicts}. */
class ResolutionTableTest {

    private static final Strategy CUSTOM = Strategy.parse("custom:mine");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', useHeadersInDisplayName = true, textBlock = """
            change         | made on             | base    | stored           | clock   | outcome                   | record
            # no record
            CREATE {'a':1} | nothing             |         | none             | later   | APPLIED                   | v101 live {'a':1}
            CREATE {'a':1} | blind               |         | none             | later   | APPLIED                   | v101 live {'a':1}
            CREATE {'a':1} | v3                  |         | none             | later   | APPLIED                   | v101 live {'a':1}
            CREATE {'a':1} | after v3            |         | none             | later   | APPLIED                   | v101 live {'a':1}
            UPDATE {'a':1} | v3                  |         | none             | later   | APPLIED                   | v101 live {'a':1}
            UPDATE {'a':1} | v3 of another epoch |         | none             | later   | APPLIED                   | v101 live {'a':1}
            UPDATE {'a':1} | after v3            |         | none             | later   | APPLIED                   | v101 live {'a':1}
            UPDATE {'a':1} | nothing             |         | none             | later   | REJECTED record-not-found | none
            UPDATE {'a':1} | blind               |         | none             | later   | REJECTED record-not-found | none
            PATCH {'a':1}  | v3                  |         | none             | later   | REJECTED record-not-found | none
            PATCH {'a':1}  | nothing             |         | none             | later   | REJECTED record-not-found | none
            PATCH {'a':1}  | blind               |         | none             | later   | REJECTED record-not-found | none
            PATCH {'a':1}  | after v3            |         | none             | later   | REJECTED record-not-found | none
            DELETE         | v3                  |         | none             | later   | APPLIED                   | none
            DELETE         | nothing             |         | none             | later   | APPLIED                   | none
            DELETE         | blind               |         | none             | later   | APPLIED                   | none
            DELETE         | after v3            |         | none             | later   | APPLIED                   | none
            # a tombstone: CREATE applies on top, DELETE finds nothing to do
            CREATE {'b':1} | nothing             |         | deleted {'a':5}  | later   | APPLIED                   | v6 live {'b':1}
            CREATE {'b':1} | nothing             |         | deleted {'a':5}  | earlier | APPLIED                   | v6 live {'b':1}
            CREATE {'b':1} | v3                  | {'a':0} | deleted {'a':5}  | earlier | APPLIED                   | v6 live {'b':1}
            CREATE {'b':1} | v3                  |         | deleted {'a':5}  | later   | APPLIED                   | v6 live {'b':1}
            CREATE {'b':1} | v5                  |         | deleted {'a':5}  | later   | APPLIED                   | v6 live {'b':1}
            DELETE         | nothing             |         | deleted {'a':5}  | later   | APPLIED                   | v5 stays
            DELETE         | blind               |         | deleted {'a':5}  | later   | APPLIED                   | v5 stays
            DELETE         | v3                  | {'a':0} | deleted {'a':5}  | later   | APPLIED                   | v5 stays
            DELETE         | v3                  |         | deleted {'a':5}  | earlier | APPLIED                   | v5 stays
            DELETE         | v5                  |         | deleted {'a':5}  | later   | APPLIED                   | v5 stays
            # a fast-forward always applies: by localVersion, by after, blind; whatever the clock says
            CREATE {'b':1} | v5                  |         | live {'a':5}     | later   | APPLIED                   | v6 live {'b':1}
            UPDATE {'b':1} | v5                  |         | live {'a':5}     | later   | APPLIED                   | v6 live {'b':1}
            UPDATE {'b':1} | v5                  |         | live {'a':5}     | earlier | APPLIED                   | v6 live {'b':1}
            UPDATE {'b':1} | after v5            |         | live {'a':5}     | earlier | APPLIED                   | v6 live {'b':1}
            UPDATE {'b':1} | blind               |         | live {'a':5}     | earlier | APPLIED                   | v6 live {'b':1}
            UPDATE {'a':5} | v5                  |         | live {'a':5}     | later   | APPLIED                   | v6 live {'a':5}
            PATCH {'b':1}  | v5                  |         | live {'a':5}     | earlier | APPLIED                   | v6 live {'a':5,'b':1}
            PATCH {'b':1}  | after v5            |         | live {'a':5}     | earlier | APPLIED                   | v6 live {'a':5,'b':1}
            PATCH {'b':1}  | blind               |         | live {'a':5}     | earlier | APPLIED                   | v6 live {'a':5,'b':1}
            DELETE         | v5                  |         | live {'a':5}     | earlier | APPLIED                   | v6 deleted {'a':5}
            DELETE         | after v5            |         | live {'a':5}     | earlier | APPLIED                   | v6 deleted {'a':5}
            DELETE         | blind               |         | live {'a':5}     | earlier | APPLIED                   | v6 deleted {'a':5}
            # one on a tombstone revives the record; a patch applies to its last live content
            UPDATE {'b':1} | v5                  |         | deleted {'a':5}  | earlier | APPLIED                   | v6 live {'b':1}
            UPDATE {'b':1} | blind               |         | deleted {'a':5}  | earlier | APPLIED                   | v6 live {'b':1}
            UPDATE {'b':1} | after v5            |         | deleted {'a':5}  | earlier | APPLIED                   | v6 live {'b':1}
            PATCH {'b':1}  | v5                  |         | deleted {'a':5}  | earlier | APPLIED                   | v6 live {'a':5,'b':1}
            PATCH {'b':1}  | blind               |         | deleted {'a':5}  | earlier | APPLIED                   | v6 live {'a':5,'b':1}
            """)
    void whereNobodyElseWroteEveryStrategyDoesTheSameAndKeepsNoConflict(
            String change, String madeOn, String base, String stored, String clock, String outcome, String record) {
        assertAll(Stream.of(Strategy.LAST_WRITE_WINS, Strategy.THREE_WAY_MERGE, CUSTOM)
                .map(strategy -> () -> {
                    Conflicts conflicts = Conflicts.of(strategy);
                    conflicts.check(change, madeOn, base, stored, clock, outcome, record, null);
                    assertEquals(
                            null,
                            conflicts
                                    .resolve(change, madeOn, base, stored, clock)
                                    .conflict(),
                            strategy + " keeps no conflict");
                }));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', useHeadersInDisplayName = true, textBlock = """
            change               | made on             | base    | stored             | clock   | outcome    | record                 | lost
            # CREATE against a live record
            CREATE {'a':1,'b':1} | nothing             |         | live {'a':5}       | later   | APPLIED    | v6 live {'a':1,'b':1}  | theirs a=5
            CREATE {'a':1,'b':1} | nothing             |         | live {'a':5}       | earlier | SUPERSEDED | v5 stays               | mine a=1, mine b=1
            CREATE {'a':1}       | v3                  | {'a':0} | live {'a':5}       | later   | APPLIED    | v6 live {'a':1}        | theirs a=5
            # UPDATE against a live record; what a side left as in the base it did not lose
            UPDATE {'a':1}       | v3                  | {'a':0} | live {'a':5}       | later   | APPLIED    | v6 live {'a':1}        | theirs a=5
            UPDATE {'a':1}       | v3                  | {'a':0} | live {'a':5}       | earlier | SUPERSEDED | v5 stays               | mine a=1
            UPDATE {'a':1}       | v3                  | {'a':0} | live {'a':0,'b':5} | later   | APPLIED    | v6 live {'a':1}        | theirs b=5
            UPDATE {'a':1}       | v3                  | {'a':0} | live {'a':0,'b':5} | earlier | SUPERSEDED | v5 stays               | mine a=1
            UPDATE {'a':1}       | after v3            | {'a':0} | live {'a':5}       | earlier | SUPERSEDED | v5 stays               | mine a=1
            UPDATE {}            | v3                  | {'a':0} | live {'a':5}       | later   | APPLIED    | v6 live {}             | theirs a=5
            UPDATE {}            | v3                  | {'a':0} | live {'a':5}       | earlier | SUPERSEDED | v5 stays               | mine -a
            PATCH {'b':1}        | v3                  | {'a':0} | live {'a':5}       | later   | APPLIED    | v6 live {'a':0,'b':1}  | theirs a=5
            PATCH {'b':1}        | v3                  | {'a':0} | live {'a':5}       | earlier | SUPERSEDED | v5 stays               | mine b=1
            # the base is not kept: stamps alone decide, and a patch knows its own fields only
            UPDATE {'a':1}       | v3                  |         | live {'a':5,'b':5} | later   | APPLIED    | v6 live {'a':1}        | theirs a=5, theirs b=5
            UPDATE {'a':1}       | v3                  |         | live {'a':5,'b':5} | earlier | SUPERSEDED | v5 stays               | mine a=1
            UPDATE {'a':1}       | v9                  |         | live {'a':5}       | later   | APPLIED    | v6 live {'a':1}        | theirs a=5
            PATCH {'a':null}     | v3                  |         | live {'a':5,'b':5} | earlier | SUPERSEDED | v5 stays               | mine -a
            PATCH {'a':1}        | v3 of another epoch | {'a':0} | live {'a':5,'b':5} | later   | MERGED     | v6 live {'a':1,'b':5}  | theirs a=5
            PATCH {'a':1}        | v3                  |         | live {'a':5,'b':5} | earlier | SUPERSEDED | v5 stays               | mine a=1
            # equal content is no loss; the later of two equal writes counts as the last
            UPDATE {'a':5}       | v3                  | {'a':0} | live {'a':5}       | later   | APPLIED    | v6 live {'a':5}        |
            UPDATE {'a':5}       | v3                  | {'a':0} | live {'a':5}       | earlier | APPLIED    | v5 stays               |
            # UPDATE against a tombstone
            UPDATE {'a':1}       | v3                  | {'a':0} | deleted {'a':0}    | later   | APPLIED    | v6 live {'a':1}        | theirs -record
            UPDATE {'a':1}       | v3                  | {'a':0} | deleted {'a':0}    | earlier | SUPERSEDED | v5 stays               | mine a=1
            PATCH {'b':1}        | v3                  | {'a':0} | deleted {'a':0}    | later   | APPLIED    | v6 live {'a':0,'b':1}  | theirs -record
            PATCH {'b':1}        | v3                  |         | deleted {'a':0}    | later   | MERGED     | v6 live {'a':0,'b':1}  | theirs -record
            PATCH {'b':1}        | v3                  |         | deleted {'a':0}    | earlier | SUPERSEDED | v5 stays               | mine b=1
            # DELETE against a live record
            DELETE               | v3                  | {'a':0} | live {'a':5}       | later   | APPLIED    | v6 deleted {'a':5}     | theirs a=5
            DELETE               | v3                  | {'a':0} | live {'a':5}       | earlier | SUPERSEDED | v5 stays               | mine -record
            DELETE               | nothing             |         | live {'a':5}       | later   | APPLIED    | v6 deleted {'a':5}     | theirs a=5
            DELETE               | v3                  |         | live {'a':5}       | earlier | SUPERSEDED | v5 stays               | mine -record
            """)
    void underLastWriteWinsTheLaterStampTakesTheWholeRecord(
            String change,
            String madeOn,
            String base,
            String stored,
            String clock,
            String outcome,
            String record,
            String lost) {
        Conflicts.of(Strategy.LAST_WRITE_WINS).check(change, madeOn, base, stored, clock, outcome, record, lost);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', useHeadersInDisplayName = true, textBlock = """
            change               | made on  | base              | stored                     | clock   | outcome    | record                                | lost
            # CREATE against a live record: no ancestor, whatever it names
            CREATE {'a':1,'b':1} | nothing  |                   | live {'a':5,'c':5}         | later   | MERGED     | v6 live {'a':1,'b':1,'c':5}           | theirs a=5
            CREATE {'a':1,'b':1} | nothing  |                   | live {'a':5,'c':5}         | earlier | MERGED     | v6 live {'a':5,'b':1,'c':5}           | mine a=1
            CREATE {'a':1}       | nothing  |                   | live {'a':5}               | later   | APPLIED    | v6 live {'a':1}                       | theirs a=5
            CREATE {'a':1}       | nothing  |                   | live {'a':5}               | earlier | SUPERSEDED | v5 stays                              | mine a=1
            CREATE {'a':1}       | v3       | {'a':1}           | live {'a':5}               | later   | APPLIED    | v6 live {'a':1}                       | theirs a=5
            CREATE {'a':5}       | nothing  |                   | live {'a':5}               | later   | APPLIED    | v6 live {'a':5}                       |
            CREATE {'a':5}       | nothing  |                   | live {'a':5}               | earlier | APPLIED    | v5 stays                              |
            CREATE {'a':5}       | nothing  |                   | live {'a':5,'c':5}         | earlier | MERGED     | v5 stays                              |
            CREATE {'a':5}       | nothing  |                   | live {'a':5,'c':5}         | later   | MERGED     | v6 live {'a':5,'c':5}                 |
            CREATE {'o':{'x':1}} | nothing  |                   | live {'o':{'x':5,'y':5}}   | later   | MERGED     | v6 live {'o':{'x':1,'y':5}}           | theirs o.x=5
            # UPDATE against a live record: changed on one side only
            UPDATE {'a':1,'b':0} | v3       | {'a':0,'b':0}     | live {'a':0,'b':5}         | later   | MERGED     | v6 live {'a':1,'b':5}                 |
            UPDATE {'a':1,'b':0} | v3       | {'a':0,'b':0}     | live {'a':0,'b':5}         | earlier | MERGED     | v6 live {'a':1,'b':5}                 |
            UPDATE {'a':1,'b':0} | after v3 | {'a':0,'b':0}     | live {'a':0,'b':5}         | earlier | MERGED     | v6 live {'a':1,'b':5}                 |
            UPDATE {'b':0}       | v3       | {'a':0,'b':0}     | live {'a':0,'b':5}         | earlier | MERGED     | v6 live {'b':5}                       |
            PATCH {'a':1}        | v3       | {'a':0,'b':0}     | live {'a':0,'b':5}         | earlier | MERGED     | v6 live {'a':1,'b':5}                 |
            PATCH {'a':null}     | v3       | {'a':0,'b':0}     | live {'a':0,'b':5}         | earlier | MERGED     | v6 live {'b':5}                       |
            PATCH {'o':{'x':1}}  | v3       | {'o':{'x':0}}     | live {'o':{'x':0,'y':5}}   | earlier | MERGED     | v6 live {'o':{'x':1,'y':5}}           |
            UPDATE {'a':0}       | v3       | {'a':0}           | live {'a':5}               | later   | MERGED     | v5 stays                              |
            PATCH {'a':1}        | v3       | {'a':0}           | live {'a':0}               | earlier | APPLIED    | v6 live {'a':1}                       |
            # changed on both sides
            UPDATE {'a':1}       | v3       | {'a':0}           | live {'a':5}               | later   | APPLIED    | v6 live {'a':1}                       | theirs a=5
            UPDATE {'a':1}       | v3       | {'a':0}           | live {'a':5}               | earlier | SUPERSEDED | v5 stays                              | mine a=1
            PATCH {'a':1,'b':1}  | v3       | {'a':0,'b':0}     | live {'a':5,'b':0}         | earlier | MERGED     | v6 live {'a':5,'b':1}                 | mine a=1
            PATCH {'a':5}        | v3       | {'a':0,'b':0}     | live {'a':5,'b':5}         | earlier | MERGED     | v5 stays                              |
            PATCH {'a':null}     | v3       | {'a':0}           | live {'a':5}               | later   | APPLIED    | v6 live {}                            | theirs a=5
            PATCH {'a':null}     | v3       | {'a':0}           | live {'a':5}               | earlier | SUPERSEDED | v5 stays                              | mine -a
            PATCH {'a':1}        | v3       | {'a':0,'b':0}     | live {'b':0}               | later   | APPLIED    | v6 live {'a':1,'b':0}                 | theirs -a
            PATCH {'a':1}        | v3       | {'a':0,'b':0}     | live {'b':0}               | earlier | SUPERSEDED | v5 stays                              | mine a=1
            # UPDATE against a tombstone: the edit survives, merged with the last live content
            UPDATE {'a':1}       | v3       | {'a':0}           | deleted {'a':0}            | later   | APPLIED    | v6 live {'a':1}                       | theirs -record
            UPDATE {'a':1}       | v3       | {'a':0}           | deleted {'a':0}            | earlier | APPLIED    | v6 live {'a':1}                       | theirs -record
            UPDATE {'a':1,'b':0} | v3       | {'a':0,'b':0}     | deleted {'a':0,'b':5}      | earlier | MERGED     | v6 live {'a':1,'b':5}                 | theirs -record
            UPDATE {'a':1}       | v3       | {'a':0}           | deleted {'a':5}            | earlier | MERGED     | v6 live {'a':5}                       | mine a=1, theirs -record
            PATCH {'b':1}        | v3       | {'a':0}           | deleted {'a':5}            | earlier | MERGED     | v6 live {'a':5,'b':1}                 | theirs -record
            UPDATE {'a':0}       | v3       | {'a':0}           | deleted {'a':0}            | earlier | APPLIED    | v6 live {'a':0}                       | theirs -record
            UPDATE {'a':1}       | v3       | deleted {'a':0}   | live {'a':0,'b':5}         | earlier | MERGED     | v6 live {'a':1,'b':5}                 |
            # DELETE against a live record: the edit survives, if there was one
            DELETE               | v3       | {'a':0}           | live {'a':5}               | later   | SUPERSEDED | v5 stays                              | mine -record
            DELETE               | v3       | {'a':0}           | live {'a':5}               | earlier | SUPERSEDED | v5 stays                              | mine -record
            DELETE               | v3       | {'a':0}           | live {'a':0}               | later   | APPLIED    | v6 deleted {'a':0}                    |
            DELETE               | v3       | {'a':0}           | live {'a':0}               | earlier | APPLIED    | v6 deleted {'a':0}                    |
            DELETE               | nothing  |                   | live {'a':5}               | later   | SUPERSEDED | v5 stays                              | mine -record
            DELETE               | v3       |                   | live {'a':5}               | later   | SUPERSEDED | v5 stays                              | mine -record
            DELETE               | v3       | deleted {'a':0}   | live {'a':0}               | later   | SUPERSEDED | v5 stays                              | mine -record
            """)
    void underThreeWayMergeWhatEitherSideChangedIsKeptAndTheLaterStampDecidesTheRest(
            String change,
            String madeOn,
            String base,
            String stored,
            String clock,
            String outcome,
            String record,
            String lost) {
        Conflicts.of(Strategy.THREE_WAY_MERGE).check(change, madeOn, base, stored, clock, outcome, record, lost);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', useHeadersInDisplayName = true, textBlock = """
            answer  | change         | made on | base    | stored             | clock   | outcome    | record                | lost
            mine    | UPDATE {'a':1} | v3      | {'a':0} | live {'a':5}       | earlier | APPLIED    | v6 live {'a':1}       | theirs a=5
            theirs  | UPDATE {'a':1} | v3      | {'a':0} | live {'a':5}       | later   | SUPERSEDED | v5 stays              | mine a=1
            both    | PATCH {'a':1}  | v3      | {'a':0} | live {'a':5,'b':5} | earlier | MERGED     | v6 live {'a':1,'b':5} | theirs a=5
            nothing | UPDATE {'a':1} | v3      | {'a':0} | live {'a':5}       | earlier | MERGED     | v6 deleted {'a':5}    | mine a=1, theirs a=5
            mine    | CREATE {'a':1} | nothing |         | live {'a':5}       | earlier | APPLIED    | v6 live {'a':1}       | theirs a=5
            mine    | PATCH {'a':1}  | v3      |         | live {'a':5,'b':5} | earlier | MERGED     | v6 live {'a':1,'b':5} | theirs a=5
            theirs  | PATCH {'a':1}  | v3      |         | live {'a':5,'b':5} | later   | SUPERSEDED | v5 stays              | mine a=1
            mine    | DELETE         | v3      | {'a':0} | live {'a':5}       | earlier | APPLIED    | v6 deleted {'a':5}    | theirs a=5
            theirs  | DELETE         | v3      | {'a':0} | live {'a':5}       | later   | SUPERSEDED | v5 stays              | mine -record
            mine    | UPDATE {'a':1} | v3      | {'a':0} | deleted {'a':0}    | earlier | APPLIED    | v6 live {'a':1}       | theirs -record
            theirs  | UPDATE {'a':1} | v3      | {'a':0} | deleted {'a':0}    | later   | SUPERSEDED | v5 stays              | mine a=1
            """)
    void aCustomResolverAnswersForEveryConflict(
            String answer,
            String change,
            String madeOn,
            String base,
            String stored,
            String clock,
            String outcome,
            String record,
            String lost) {
        CustomResolver custom = conflict -> new CustomResolver.Resolution(
                switch (answer) {
                    case "mine" -> conflict.mine();
                    case "theirs" -> conflict.theirs();
                    case "both" -> united(conflict.theirs(), conflict.mine());
                    default -> null;
                });
        new Conflicts(CUSTOM, Map.of(), Conflicts.NO_LIMIT, custom)
                .check(change, madeOn, base, stored, clock, outcome, record, lost);
    }

    private static Map<String, Object> united(Map<String, Object> theirs, Map<String, Object> mine) {
        Map<String, Object> united = new LinkedHashMap<>(theirs);
        united.putAll(mine);
        return united;
    }

    @Test
    void whatACustomResolverThrowsIsLeftToTheCaller() {
        Conflicts conflicts = new Conflicts(CUSTOM, Map.of(), Conflicts.NO_LIMIT, conflict -> {
            throw new IllegalStateException("not today");
        });
        assertThrows(
                IllegalStateException.class,
                () -> conflicts.resolve("UPDATE {'a':1}", "v3", "{'a':0}", "live {'a':5}", "later"));
    }
}
