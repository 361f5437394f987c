package dev.syncline.conflicts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Json;
import dev.syncline.change.RecordKey;
import dev.syncline.json.JsonReader;
import dev.syncline.resolve.Lost;
import dev.syncline.resolve.Lost.Side;
import dev.syncline.resolve.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreTest {

    private static final RecordKey KEY = new RecordKey("acme", "message", "m-1");
    private static final UUID ID = UUID.fromString("0198f7d2-1c00-7000-8000-000000000001");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // path | lost value | present record | patch
                "a     | 1         | {}                  | {'a':1}",
                "a     | 1         | {'a':1}             | {'a':1}",
                "a     | 1         | {'a':2,'b':3}       | {'a':1}",
                "a.b   | 1         | {'a':{'b':2,'c':3}} | {'a':{'b':1}}",
                "a.b   | 1         | {}                  | {'a':{'b':1}}",
                "a     | {'x':[1]} | {'a':2}             | {'a':{'x':[1]}}",
            })
    void aPatchSaysWhatItCan(String path, String value, String present, String patch) {
        Change change = restore(live(present), value(path, Side.MINE, json(value)));
        assertEquals(ChangeType.UPDATE, change.type());
        assertEquals(7L, change.localVersion());
        assertEquals(json(patch), change.patch());
        assertNull(change.data());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a   | null           | {'a':1,'b':2}  | {'a':null,'b':2}",
                "a   | {'x':null}     | {'b':2}        | {'b':2,'a':{'x':null}}",
                "a   | {'x':1}        | {'a':{'y':2}}  | {'a':{'x':1}}",
                "a.b | null           | {}             | {'a':{'b':null}}",
            })
    void theWholeRecordSaysTheRest(String path, String value, String present, String data) {
        Change change = restore(live(present), value(path, Side.MINE, json(value)));
        assertEquals(ChangeType.UPDATE, change.type());
        assertEquals(7L, change.localVersion());
        assertEquals(json(data), change.data());
        assertNull(change.patch());
    }

    @Test
    void aRemovalIsPatchedAway() {
        assertEquals(
                json("{'a':null}"), restore(live("{'a':1,'b':2}"), removal("a")).patch());
        assertEquals(
                json("{'a':{'b':null}}"),
                restore(live("{'a':{'b':1}}"), removal("a.b")).patch());
    }

    @Test
    void aRemovalBelowAVanishedParentChangesNothing() {
        assertEquals(json("{'c':1}"), restore(live("{'c':1}"), removal("a.b")).data());
    }

    @Test
    void ofBothSidesTheChangesOwnValueStays() {
        Change change = restore(live("{'a':0}"), value("a", Side.MINE, "mine"), value("a", Side.THEIRS, "theirs"));
        assertEquals(json("{'a':'mine'}"), change.patch());
    }

    @Test
    void severalValuesMakeOnePatch() {
        Change change =
                restore(live("{'a':{'b':0,'c':0,'d':0}}"), value("a.b", Side.MINE, 1L), value("a.c", Side.THEIRS, 2L));
        assertEquals(json("{'a':{'b':1,'c':2}}"), change.patch());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // theirs, first | mine, then | present record | record afterwards
                "a={'x':1}  | a.y=2     | {'a':0}             | {'a':{'x':1,'y':2}}",
                "a.y=2      | a={'x':1} | {'a':{'z':3}}       | {'a':{'x':1}}",
                "a.y=2      | a=1       | {'a':{'z':3}}       | {'a':1}",
                "a=1        | a.y=2     | {'a':{'z':3}}       | {'a':{'y':2}}",
                "a.x.y=2    | -a.x      | {'a':{'z':3}}       | {'a':{'z':3}}",
                "-a         | a.x=1     | {'a':{'z':3},'b':0} | {'b':0,'a':{'x':1}}",
                "-a.x.y     | a.z=1     | {}                  | {'a':{'z':1}}",
                "a=1        | -a.x      | {}                  | {'a':1}",
            })
    void ofTwoValuesAtOnePlaceTheOneThatComesThenIsSetOnTheFirst(
            String theirs, String mine, String present, String afterwards) {
        Restore.Present now = live(present);
        Change change = restore(now, lost(theirs, Side.THEIRS), lost(mine, Side.MINE));
        assertEquals(json(afterwards), change.applyTo(now.state().data()));
    }

    @Test
    void manyValuesTakeNoLongerThanTheyAreMany() {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<Lost> lost = new ArrayList<>();
        for (int number = 0; number < 60_000; number++) {
            fields.put("f" + number, 0L);
            lost.add(value("o.f" + number, Side.MINE, 1L));
        }
        Restore.Present now = new Restore.Present(7, State.live(Map.of("o", fields)));
        Change change =
                assertTimeoutPreemptively(Duration.ofSeconds(10), () -> restore(now, lost.toArray(new Lost[0])));
        fields.replaceAll((name, value) -> 1L);
        assertEquals(Map.of("o", fields), change.patch());
    }

    @ParameterizedTest
    @CsvSource({"-, MINE, a=1, THEIRS", "-, THEIRS, a=1, THEIRS", "-, MINE, -, THEIRS"})
    void aLostDeletionDeletesWhereItComesLast(String deletion, Side side, String other, Side otherSide) {
        Change change = restore(live("{'a':0}"), lost(other, otherSide), lost(deletion, side));
        assertEquals(ChangeType.DELETE, change.type());
        assertEquals(7L, change.localVersion());
        assertNull(change.data());
        assertNull(change.patch());
    }

    @Test
    void aLoneLostDeletionDeletes() {
        assertEquals(
                ChangeType.DELETE,
                restore(live("{'a':0}"), lost("-", Side.THEIRS)).type());
    }

    /** As where both edited a field, theirs was the later one, and they deleted the record after that. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // present record | patch
                "{'a':5}          | {'a':1,'b':2}",
                "{'b':5,'c':6}    | {'a':1,'b':2}",
            })
    void theChangesOwnValuesComeBackBehindTheOthersDeletion(String present, String patch) {
        List<Lost> lost = List.of(lost("a=1", Side.MINE), lost("b=2", Side.THEIRS), lost("-", Side.THEIRS));
        for (boolean deleted : List.of(false, true)) {
            Restore.Present now = new Restore.Present(7, new State(Json.object(json(present)), deleted));
            Change change = restore(now, lost.toArray(new Lost[0]));
            assertEquals(ChangeType.UPDATE, change.type());
            assertEquals(json(patch), change.patch());
        }
        Change anew = restore(null, lost.toArray(new Lost[0]));
        assertEquals(ChangeType.CREATE, anew.type());
        assertEquals(json("{'a':1,'kept':true,'b':2}"), anew.data());
    }

    @Test
    void anUpdateOfATombstonesLastContentRevivesIt() {
        Restore.Present tombstone = new Restore.Present(7, new State(Json.object(json("{'a':0,'b':1}")), true));
        Change change = restore(tombstone, value("a", Side.MINE, 1L));
        assertEquals(ChangeType.UPDATE, change.type());
        assertEquals(json("{'a':1}"), change.patch());
        assertEquals(json("{'a':1,'b':1}"), change.applyTo(tombstone.state().data()));
    }

    @Test
    void aRecordThatIsGoneIsMadeAnewFromTheResult() {
        Change change = restore(null, value("a", Side.MINE, 1L));
        assertEquals(ChangeType.CREATE, change.type());
        assertEquals(0L, change.localVersion());
        assertEquals(json("{'a':1,'kept':true}"), change.data());
    }

    @Test
    void nothingLostIsNothingToRestore() {
        assertEquals(Optional.empty(), new Restore(KEY, List.of(), State.live(Map.of())).change(live("{}"), ID, 1_000));
    }

    private static Change restore(Restore.Present present, Lost... lost) {
        State result = State.live(Json.object(json("{'a':0,'kept':true}")));
        Change change = new Restore(KEY, List.of(lost), result)
                .change(present, ID, 1_000)
                .orElseThrow();
        assertEquals(ID, change.id());
        assertEquals("message", change.entity());
        assertEquals("m-1", change.entityId());
        assertEquals(1_000, change.timestamp());
        return change;
    }

    private static Restore.Present live(String data) {
        return new Restore.Present(7, State.live(Json.object(json(data))));
    }

    /** As in {@code a.b=1}, or {@code -a.b} for a removal, {@code -} for that of the record. */
    private static Lost lost(String text, Side side) {
        String[] parts = text.split("=", 2);
        return text.startsWith("-")
                ? new Lost(path(text.substring(1)), side, true, null, List.of())
                : value(parts[0], side, json(parts[1]));
    }

    private static Lost value(String path, Side side, Object value) {
        return new Lost(path(path), side, false, value, List.of());
    }

    private static Lost removal(String path) {
        return new Lost(path(path), Side.MINE, true, null, List.of());
    }

    private static List<String> path(String path) {
        return path.isEmpty() ? List.of() : List.of(path.split("\\."));
    }

    private static Object json(String text) {
        return JsonReader.stored().read(text.replace('\'', '"'));
    }
}
