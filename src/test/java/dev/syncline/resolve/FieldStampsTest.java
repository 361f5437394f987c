package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.Json;
import dev.syncline.change.Stamp;
import dev.syncline.json.JsonReader;
import dev.syncline.json.JsonTrees;
import dev.syncline.json.JsonWriter;
import dev.syncline.json.SingleQuoted;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldStampsTest {

    private static final Stamp FIRST = stamp(1);
    private static final Stamp SECOND = stamp(2);
    private static final Stamp THIRD = stamp(3);

    @Property(tries = 200)
    @Domain(JsonTrees.class)
    void readBackTheyAreTheSame(
            @ForAll Map<String, Object> first, @ForAll Map<String, Object> second, @ForAll Map<String, Object> third) {
        FieldStamps stamps =
                FieldStamps.of(FIRST).changed(first, second, SECOND).changed(second, third, THIRD);
        String stored = JsonWriter.write(stamps.toJson());
        assertEquals(
                stamps, FieldStamps.fromJson(Json.object(JsonReader.stored().read(stored))));
    }

    @Property(tries = 200)
    @Domain(JsonTrees.class)
    void whatAChangeDidNotTouchKeepsItsStamp(@ForAll Map<String, Object> before, @ForAll Map<String, Object> after) {
        FieldStamps stamps = FieldStamps.of(FIRST).changed(before, after, SECOND);
        FieldNames.ofBoth(before, after).forEach(name -> {
            boolean same = Absent.get(before, name).equals(Absent.get(after, name));
            assertEquals(same ? FIRST : SECOND, stamps.at(name).latest(), name);
        });
    }

    @Test
    void aFieldsStampIsThatOfTheChangeThatLastChangedIt() {
        FieldStamps stamps = FieldStamps.of(FIRST)
                .changed(record("{'a':0,'b':0,'o':{'x':0,'y':0}}"), record("{'a':1,'b':0,'o':{'x':1,'y':0}}"), SECOND);
        assertEquals(SECOND, stamps.at("a").latest());
        assertEquals(FIRST, stamps.at("b").latest());
        assertEquals(SECOND, stamps.at("o").latest(), "an object is as new as what is newest in it");
        assertEquals(SECOND, stamps.at("o").at("x").latest());
        assertEquals(FIRST, stamps.at("o").at("y").latest());
    }

    @Test
    void aNewFieldDoesNotTakeTheStampOfTheObjectThatAnotherMade() {
        FieldStamps stamps = FieldStamps.of(FIRST)
                .changed(record("{}"), record("{'o':{}}"), THIRD)
                .changed(record("{'o':{}}"), record("{'o':{'x':1}}"), SECOND);
        assertEquals(SECOND, stamps.at("o").at("x").latest());
    }

    @Test
    void aRecordMadeAgainHasTheStampOfItsCreation() {
        Decision decision = Conflicts.of(Strategy.THREE_WAY_MERGE)
                .resolve("CREATE {'a':1}", "nothing", null, "deleted {'a':5}", "earlier");
        assertEquals(
                Conflicts.EARLIER_MILLIS,
                decision.written().fieldStamps().at("a").latest().millis());
        assertEquals(Conflicts.STORED_STAMP, decision.written().stamp(), "the record's own stays that of the delete");
    }

    @Test
    void aRemovalHasATime() {
        FieldStamps stamps = FieldStamps.of(FIRST).changed(record("{'a':0}"), record("{}"), SECOND);
        assertEquals(SECOND, stamps.at("a").latest());
    }

    @Test
    void aStampNeverGoesBack() {
        FieldStamps stamps = FieldStamps.of(SECOND).changed(record("{'a':0}"), record("{'a':1}"), FIRST);
        assertEquals(SECOND, stamps.at("a").latest());
    }

    @Test
    void theLaterOfTwoEqualWritesIsTheLast() {
        Map<String, Object> base = record("{'a':0,'b':0,'o':{'x':0,'y':0},'gone':0}");
        Map<String, Object> both = record("{'a':1,'b':0,'o':{'x':1,'y':0}}");
        FieldStamps stamps = FieldStamps.of(FIRST).changed(base, both, SECOND);
        FieldStamps confirmed = stamps.confirmed(base, both, both, THIRD);
        assertEquals(THIRD, confirmed.at("a").latest());
        assertEquals(THIRD, confirmed.at("gone").latest());
        assertEquals(THIRD, confirmed.at("o").at("x").latest());
        assertEquals(FIRST, confirmed.at("o").at("y").latest(), "the later one did not write it");
        assertEquals(FIRST, confirmed.at("b").latest());
        assertEquals(stamps, stamps.confirmed(base, both, both, SECOND), "an earlier one changes nothing");
        assertEquals(
                FieldStamps.of(FIRST).changed(base, both, THIRD),
                FieldStamps.of(FIRST)
                        .changed(base, both, THIRD)
                        .confirmed(base, record("{'o':{'x':2,'y':0}}"), both, SECOND),
                "nor does one that wrote something else");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4000", "40, 1", "40, 4000"})
    void ofRemovedFieldsOnlyTheLatestAreRememberedWhateverObjectsHeldThem(int objects, int nameLength) {
        String longName = "n".repeat(nameLength);
        Map<String, Object> without = new LinkedHashMap<>();
        for (int object = 0; object < objects; object++) {
            without.put("o" + object, Map.of());
        }
        FieldStamps stamps = FieldStamps.of(FIRST);
        int rounds = 2_000;
        for (int round = 0; round < rounds; round++) {
            Map<String, Object> with = new LinkedHashMap<>(without);
            with.put("o" + round % objects, Map.of(longName + round, 1L));
            stamps = stamps.changed(without, with, stamp(10 + round)).changed(with, without, stamp(10 + round));
        }
        assertTrue(JsonWriter.write(stamps.toJson()).length() < 2 * FieldStamps.MAX_REMOVED);
        int last = rounds - 1;
        FieldStamps lastAround = stamps.at("o" + last % objects);
        assertEquals(stamp(10 + last), lastAround.fields().get(longName + last).latest());
        assertFalse(stamps.at("o0").fields().containsKey(longName + 0));
        assertEquals(FIRST, stamps.at("o0").at(longName + 0).latest(), "its removal is as old as the object");
    }

    @Test
    void aRemovedFieldOfTooLongANamePushesNoOtherOut() {
        FieldStamps stamps = FieldStamps.of(FIRST)
                .changed(record("{'a':0}"), record("{}"), SECOND)
                .changed(Map.of("n".repeat(FieldStamps.MAX_REMOVED), 1L), Map.of(), THIRD);
        assertEquals(Set.of("a"), stamps.fields().keySet());
    }

    @Test
    void whereAllHaveOneStampTheTreeIsOneNode() {
        Map<String, Object> before = new LinkedHashMap<>(record("{'a':0,'o':{'x':0}}"));
        assertEquals(FieldStamps.of(FIRST), FieldStamps.of(FIRST).changed(before, before, SECOND));
    }

    private static Map<String, Object> record(String text) {
        return SingleQuoted.object(text);
    }

    private static Stamp stamp(long millis) {
        return new Stamp(millis, "phone", new UUID(0, millis));
    }
}
