package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.change.ErrorCode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of at most two fields: what the server puts together may break a limit that neither side broke. */
class BrokenLimitTest {

    private static final RecordCheck TWO_FIELDS = (entity, data) -> data.size() <= 2
            ? Optional.empty()
            : Optional.of(new Refusal(ErrorCode.CHANGE_TOO_LARGE, "more than two fields"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', useHeadersInDisplayName = true, textBlock = """
            change               | made on | base    | stored                | clock   | outcome                   | record                   | lost
            # both sides fit, their merge does not
            PATCH {'b':1}        | v3      | {'a':0} | live {'a':0,'c':5}    | later   | APPLIED                   | v6 live {'a':0,'b':1}    | theirs c=5
            PATCH {'b':1}        | v3      | {'a':0} | live {'a':0,'c':5}    | earlier | SUPERSEDED                | v5 stays                 | mine b=1
            UPDATE {'a':0,'b':1} | v3      | {'a':0} | live {'a':0,'c':5}    | later   | APPLIED                   | v6 live {'a':0,'b':1}    | theirs c=5
            CREATE {'a':1,'b':1} | nothing |         | live {'a':5,'c':5}    | earlier | SUPERSEDED                | v5 stays                 | mine a=1, mine b=1
            UPDATE {'a':0,'b':1} | v3      | {'a':0} | deleted {'a':0,'c':5} | later   | APPLIED                   | v6 live {'a':0,'b':1}    | theirs -record
            UPDATE {'a':0,'b':1} | v3      | {'a':0} | deleted {'a':0,'c':5} | earlier | SUPERSEDED                | v5 stays                 | mine a=0, mine b=1
            # nothing else the patch alone could take: its base is not known
            PATCH {'b':1}        | v3      |         | live {'a':0,'c':5}    | later   | REJECTED change-too-large | v5 stays                 |
            # what the client itself made does not fit
            PATCH {'b':1,'c':1}  | v3      | {'a':0} | live {'a':5}          | later   | REJECTED change-too-large | v5 stays                 |
            PATCH {'b':1,'c':1}  | v5      |         | live {'a':0}          | later   | REJECTED change-too-large | v5 stays                 |
            PATCH {'b':1,'c':1}  | blind   |         | live {'a':0}          | later   | REJECTED change-too-large | v5 stays                 |
            # whole data was checked when it came in
            UPDATE {'a':1,'b':1,'c':1} | v5 |        | live {'a':0}          | later   | APPLIED                   | v6 live {'a':1,'b':1,'c':1} |
            """)
    void aMergeThatBreaksALimitGivesTheRecordToTheLaterStamp(
            String change,
            String madeOn,
            String base,
            String stored,
            String clock,
            String outcome,
            String record,
            String lost) {
        new Conflicts(Strategy.THREE_WAY_MERGE, Map.of(), TWO_FIELDS, null)
                .check(change, madeOn, base, stored, clock, outcome, record, lost);
    }

    @Test
    void aCustomResolversAnswerIsHeldToTheLimitsToo() {
        Conflicts conflicts = new Conflicts(
                Strategy.parse("custom:wide"),
                Map.of(),
                TWO_FIELDS,
                conflict -> CustomResolver.Resolution.of(Map.of("x", 1L, "y", 1L, "z", 1L)));
        conflicts.check(
                "UPDATE {'a':1}", "v3", "{'a':0}", "live {'a':5}", "later", "APPLIED", "v6 live {'a':1}", "theirs a=5");
        conflicts.check(
                "UPDATE {'a':1}", "v3", "{'a':0}", "live {'a':5}", "earlier", "SUPERSEDED", "v5 stays", "mine a=1");
    }

    @Test
    void aSchemaViolationKeepsItsCodeAndDetail() {
        RecordCheck schema =
                (entity, data) -> Optional.of(new Refusal(ErrorCode.SCHEMA_VIOLATION, entity + " wants a title"));
        Decision decision = new Conflicts(Strategy.THREE_WAY_MERGE, Map.of(), schema, null)
                .resolve("PATCH {'b':1}", "v3", "{'a':0}", "live {'a':5}", "later");
        assertEquals(new Refusal(ErrorCode.SCHEMA_VIOLATION, "note wants a title"), decision.refusal());
        assertEquals(null, decision.conflict());
    }
}
