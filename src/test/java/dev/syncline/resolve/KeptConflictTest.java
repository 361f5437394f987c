package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a conflict keeps: the base, both sides, the result, and how it was settled. */
class KeptConflictTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', useHeadersInDisplayName = true, textBlock = """
            change         | made on | base            | stored             | clock   | settled          | keeps base      | keeps mine            | keeps result
            PATCH {'a':1}  | v3      | {'a':0,'b':0}   | live {'a':0,'b':5} | earlier | MERGED           | live {'a':0,'b':0} | live {'a':1,'b':0} | live {'a':1,'b':5}
            PATCH {'a':1}  | v3      | {'a':0,'b':0}   | live {'a':5,'b':5} | later   | MERGED_WITH_LOSS | live {'a':0,'b':0} | live {'a':1,'b':0} | live {'a':1,'b':5}
            UPDATE {'a':1} | v3      | {'a':0}         | live {'a':5}       | later   | MINE             | live {'a':0}    | live {'a':1}          | live {'a':1}
            UPDATE {'a':1} | v3      | {'a':0}         | live {'a':5}       | earlier | THEIRS           | live {'a':0}    | live {'a':1}          | live {'a':5}
            UPDATE {'a':1} | v3      |                 | live {'a':5}       | later   | THEIRS           |                 | live {'a':1}          | live {'a':5}
            PATCH {'a':1}  | v3      |                 | live {'a':5}       | later   | MERGED_WITH_LOSS |                 |                       | live {'a':1}
            CREATE {'a':1} | nothing |                 | live {'a':5}       | later   | MINE             |                 | live {'a':1}          | live {'a':1}
            CREATE {'a':1} | v3      | {'a':0}         | live {'a':5}       | later   | MINE             |                 | live {'a':1}          | live {'a':1}
            DELETE         | v3      | {'a':0}         | live {'a':5}       | later   | THEIRS           | live {'a':0}    | deleted {'a':0}       | live {'a':5}
            DELETE         | v3      | {'a':0}         | live {'a':0}       | later   | MINE             | live {'a':0}    | deleted {'a':0}       | deleted {'a':0}
            UPDATE {'a':1} | v3      | deleted {'a':0} | live {'a':5}       | later   | MINE             | deleted {'a':0} | live {'a':1}          | live {'a':1}
            PATCH {'b':1}  | v3      | {'a':0}         | deleted {'a':5}    | later   | MERGED_WITH_LOSS | live {'a':0}    | live {'a':0,'b':1}    | live {'a':5,'b':1}
            """)
    void aConflictKeepsTheBaseBothSidesAndTheResult(
            String change,
            String madeOn,
            String base,
            String stored,
            String clock,
            Decision.Settled settled,
            String keptBase,
            String keptMine,
            String keptResult) {
        Decision.Conflict conflict = Conflicts.of(Strategy.THREE_WAY_MERGE)
                .resolve(change, madeOn, base, stored, clock)
                .conflict();
        assertEquals(settled, conflict.settled());
        assertEquals(keptBase == null ? null : Conflicts.state(keptBase), conflict.base());
        assertEquals(keptMine == null ? null : Conflicts.state(keptMine), conflict.mine());
        assertEquals(Conflicts.state(stored), conflict.theirs());
        assertEquals(Conflicts.state(keptResult), conflict.result());
    }
}
