package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Json;
import dev.syncline.change.MergePatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Laws of three-way merging, for devices that all edited version 1 of a record and whose changes arrive in some order. */
class MergePropertiesTest {

    private static final Map<String, FieldType> FIELDS = Map.of(
            "tags", FieldType.SET,
            "count", FieldType.COUNTER,
            "high", FieldType.MAX,
            "low", FieldType.MIN,
            "body", FieldType.TEXT,
            "steps", FieldType.LIST,
            "o.tags", FieldType.SET);

    private static final List<String> NAMES =
            List.of("a", "b", "c", "tags", "count", "high", "low", "body", "steps", "o");

    /** One device's edit of the whole record. */
    record Edit(Map<String, Object> content, long clock) {}

    @Property(tries = 500)
    void mergingIsDeterministicWhateverTheOrderOfKeys(
            @ForAll("records") Map<String, Object> base,
            @ForAll("records") Map<String, Object> mine,
            @ForAll("records") Map<String, Object> theirs,
            @ForAll long seed) {
        Decision first = merged(base, mine, theirs, 2_000);
        assertEquals(first, merged(base, mine, theirs, 2_000));
        Random random = new Random(seed);
        Decision shuffled = merged(shuffled(base, random), shuffled(mine, random), shuffled(theirs, random), 2_000);
        assertEquals(content(first), content(shuffled));
        assertEquals(first.outcome(), shuffled.outcome());
    }

    @Property(tries = 500)
    void whereOneSideChangedNothingTheOtherIsTheResult(
            @ForAll("records") Map<String, Object> base, @ForAll("records") Map<String, Object> other) {
        Decision unchangedByMine = merged(base, base, other, 2_000);
        assertEquals(other, content(unchangedByMine));
        assertEquals(List.of(), unchangedByMine.conflict().lost());
        Decision unchangedByTheirs = merged(base, other, base, 500);
        assertEquals(other, content(unchangedByTheirs));
        assertEquals(List.of(), unchangedByTheirs.conflict().lost());
    }

    @Property(tries = 500)
    void equalEditsGiveThatEdit(
            @ForAll("records") Map<String, Object> base, @ForAll("records") Map<String, Object> both) {
        // Two equal deltas of a counter are two.
        copy("count", base, both);
        Decision decision = merged(base, both, both, 2_000);
        assertEquals(both, content(decision));
        assertEquals(List.of(), decision.conflict().lost());
    }

    @Property(tries = 500)
    void disjointEditsGiveTheSameInEitherOrderAndLoseNothing(
            @ForAll("records") Map<String, Object> base,
            @ForAll("records") Map<String, Object> one,
            @ForAll("records") Map<String, Object> other,
            @ForAll @Size(max = 5) Set<@IntRange(max = 9) Integer> ofOne) {
        Map<String, Object> first = new LinkedHashMap<>(base);
        Map<String, Object> second = new LinkedHashMap<>(base);
        for (int field = 0; field < NAMES.size(); field++) {
            boolean ones = ofOne.contains(field);
            copy(NAMES.get(field), ones ? one : other, ones ? first : second);
        }
        Edit a = new Edit(first, 500);
        Edit b = new Edit(second, 2_000);
        Map<String, Object> expected = new LinkedHashMap<>(second);
        ofOne.forEach(field -> copy(NAMES.get(field), first, expected));
        assertEquals(expected, afterAll(base, List.of(a, b)));
        assertEquals(expected, afterAll(base, List.of(b, a)));
        assertEquals(List.of(), merged(base, first, second, 500).conflict().lost());
    }

    @Property(tries = 300)
    void setsCountersAndExtremesComeToTheSameInAnyOrder(
            @ForAll("mergeable") Map<String, Object> base,
            @ForAll @Size(min = 2, max = 5) List<@From("mergeable") Map<String, Object>> contents,
            @ForAll long seed) {
        List<Edit> edits = edits(contents);
        Map<String, Object> inOrder = afterAll(base, edits);
        Collections.shuffle(edits, new Random(seed));
        assertEquals(setsAsSets(inOrder), setsAsSets(afterAll(base, edits)));
    }

    @Property(tries = 300)
    void theLatestStampWinsAFieldInWhateverOrderTheWritesArrive(
            @ForAll("plain") Map<String, Object> base,
            @ForAll @Size(min = 2, max = 5) List<@From("plain") Map<String, Object>> contents,
            @ForAll long seed) {
        List<Edit> edits = edits(contents);
        Map<String, Object> expected = new HashMap<>(base);
        for (Edit edit : edits) {
            base.keySet().stream()
                    .filter(name -> !base.get(name).equals(edit.content().get(name)))
                    .forEach(name -> expected.put(name, edit.content().get(name)));
        }
        Collections.shuffle(edits, new Random(seed));
        assertEquals(expected, afterAll(base, edits));
    }

    @Property(tries = 500)
    void whatMineLostIsWhatItWroteAndRestoringGivesItBack(
            @ForAll("plainOrNested") Map<String, Object> base,
            @ForAll("plainOrNested") Map<String, Object> mine,
            @ForAll("plainOrNested") Map<String, Object> theirs,
            @ForAll("strategies") Strategy strategy) {
        Decision decision = resolved(strategy, base, mine, theirs, 500);
        Map<String, Object> restored = content(decision);
        for (Lost lost : decision.conflict().lost()) {
            assertEquals(Lost.Side.MINE, lost.side(), "theirs has the later stamp");
            restored = MergePatch.apply(restored, asPatch(lost.path(), lost.value()));
        }
        assertEquals(content(resolved(Strategy.THREE_WAY_MERGE, base, mine, theirs, 2_000)), restored);
    }

    @Property(tries = 500)
    void onlyWhatIsInNeitherPlaceIsLost(
            @ForAll("records") Map<String, Object> base,
            @ForAll("records") Map<String, Object> mine,
            @ForAll("records") Map<String, Object> theirs,
            @ForAll("strategies") Strategy strategy,
            @ForAll boolean later) {
        Decision decision = resolved(strategy, base, mine, theirs, later ? 2_000 : 500);
        for (Lost lost : decision.conflict().lost()) {
            assertEquals(later ? Lost.Side.THEIRS : Lost.Side.MINE, lost.side());
            Object held = at(lost.path(), content(decision));
            Object value = lost.removed() ? Absent.ABSENT : lost.value();
            assertTrue(!held.equals(value), "what is in the record is not lost");
            assertTrue(!at(lost.path(), base).equals(value), "nor what a side left as it was");
        }
    }

    private static Decision merged(
            Map<String, Object> base, Map<String, Object> mine, Map<String, Object> theirs, long clock) {
        return resolved(Strategy.THREE_WAY_MERGE, base, mine, theirs, clock);
    }

    private static Decision resolved(
            Strategy strategy,
            Map<String, Object> base,
            Map<String, Object> mine,
            Map<String, Object> theirs,
            long clock) {
        Stored stored =
                new Stored(5, State.live(theirs), Conflicts.STORED_STAMP, FieldStamps.of(Conflicts.STORED_STAMP));
        Change change = update(1, mine, clock);
        Base kept = Base.ofVersion(
                change,
                stored,
                true,
                version -> Optional.of(new Base.Revision(State.live(base), Conflicts.BASE_MILLIS)));
        return new ConflictResolver(Conflicts.NO_LIMIT, null)
                .resolve(new ConflictResolver.Situation(
                        change,
                        ConflictResolver.stamp(change, clock, "phone", kept),
                        stored,
                        kept,
                        new EntityRules("note", strategy, FIELDS),
                        1));
    }

    /** The record after every device's edit of version 1, as they arrive. */
    private static Map<String, Object> afterAll(Map<String, Object> base, List<Edit> edits) {
        ModelServer server = new ModelServer(
                new ConflictResolver(Conflicts.NO_LIMIT, null),
                Map.of("note", new EntityRules("note", Strategy.THREE_WAY_MERGE, FIELDS)));
        Change creation = new Change(new UUID(0, 0), ChangeType.CREATE, "note", "n-1", base, null, 0L, 1, null);
        server.take("desk", creation, 1);
        edits.forEach(edit -> server.take(
                "device-" + edit.clock(), update(edit.clock(), edit.content(), edit.clock()), edit.clock()));
        return server.record("note", "n-1").state().data();
    }

    private static Change update(long id, Map<String, Object> data, long clock) {
        return new Change(new UUID(1, id), ChangeType.UPDATE, "note", "n-1", data, null, 1L, clock, null);
    }

    private static List<Edit> edits(List<Map<String, Object>> contents) {
        List<Edit> edits = new ArrayList<>();
        contents.forEach(content -> edits.add(new Edit(content, 100 + edits.size())));
        return edits;
    }

    private static Map<String, Object> content(Decision decision) {
        return decision.conflict().result().data();
    }

    private static Object at(List<String> path, Map<String, Object> record) {
        Object value = record;
        for (String name : path) {
            value = value instanceof Map ? Absent.get(Json.object(value), name) : Absent.ABSENT;
        }
        return value;
    }

    private static Map<String, Object> asPatch(List<String> path, Object value) {
        Object patch = value;
        for (int depth = path.size() - 1; depth >= 0; depth--) {
            patch = Collections.singletonMap(path.get(depth), patch);
        }
        return Json.object(patch);
    }

    private static void copy(String name, Map<String, Object> from, Map<String, Object> to) {
        if (from.containsKey(name)) {
            to.put(name, from.get(name));
        } else {
            to.remove(name);
        }
    }

    private static Map<String, Object> shuffled(Map<String, Object> record, Random random) {
        List<String> names = new ArrayList<>(record.keySet());
        Collections.shuffle(names, random);
        Map<String, Object> shuffled = new LinkedHashMap<>();
        names.forEach(name -> shuffled.put(name, record.get(name)));
        return shuffled;
    }

    private static Map<String, Object> setsAsSets(Map<String, Object> record) {
        Map<String, Object> compared = new HashMap<>(record);
        compared.computeIfPresent("tags", (name, tags) -> new HashSet<>(Json.array(tags)));
        return compared;
    }

    @Provide
    Arbitrary<Map<String, Object>> records() {
        return record(Map.of(
                "a", scalar(),
                "b", scalar(),
                "c", scalar(),
                "tags", tags(),
                "count", number(),
                "high", number(),
                "low", number(),
                "body", body(),
                "steps", tags(),
                "o",
                        record(Map.of("x", scalar(), "y", scalar(), "tags", tags()))
                                .map(object -> (Object) object)));
    }

    /** Fields that merge without a loser, always there. */
    @Provide
    Arbitrary<Map<String, Object>> mergeable() {
        return Combinators.combine(tags(), number(), number(), number())
                .as((tags, count, high, low) ->
                        new LinkedHashMap<>(Map.of("tags", tags, "count", count, "high", high, "low", low)));
    }

    /** Two fields that a stamp decides, always there. */
    @Provide
    Arbitrary<Map<String, Object>> plain() {
        return Combinators.combine(scalar(), scalar()).as((a, b) -> new LinkedHashMap<>(Map.of("a", a, "b", b)));
    }

    @Provide
    Arbitrary<Map<String, Object>> plainOrNested() {
        return record(Map.of(
                "a", scalar(),
                "b", scalar(),
                "o", record(Map.of("x", scalar(), "y", scalar())).map(object -> (Object) object)));
    }

    @Provide
    Arbitrary<Strategy> strategies() {
        return Arbitraries.of(Strategy.THREE_WAY_MERGE, Strategy.LAST_WRITE_WINS);
    }

    private static Arbitrary<Map<String, Object>> record(Map<String, Arbitrary<Object>> fields) {
        Arbitrary<Map<String, Object>> record = Arbitraries.create(LinkedHashMap::new);
        for (String name : new TreeSet<>(fields.keySet())) {
            record = Combinators.combine(record, fields.get(name).optional(0.8)).as((object, value) -> {
                Map<String, Object> wider = new LinkedHashMap<>(object);
                value.ifPresent(present -> wider.put(name, present));
                return wider;
            });
        }
        return record;
    }

    private static Arbitrary<Object> scalar() {
        return Arbitraries.of(0L, 1L, "x", true);
    }

    private static Arbitrary<Object> number() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(-9, 9).map(number -> (Object) number),
                Arbitraries.longs().between(-90, 90).map(tenths -> (Object) Json.number(tenths / 10.0)));
    }

    private static Arbitrary<Object> tags() {
        return Arbitraries.of("p", "q", "r", "s")
                .list()
                .uniqueElements()
                .ofMaxSize(4)
                .map(tags -> (Object) new ArrayList<Object>(tags));
    }

    private static Arbitrary<Object> body() {
        return Arbitraries.of("one", "two", "three", "one\n", "two\n")
                .list()
                .ofMaxSize(5)
                .map(words -> (Object) String.join(" ", words));
    }
}
