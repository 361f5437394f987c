package dev.syncline.resolve;

import static dev.syncline.resolve.Absent.ABSENT;

import dev.syncline.change.Json;
import dev.syncline.change.Stamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Merges two records field by field, recursively, and lists every value that lost. */
final class RecordMerge {

    record Result(Map<String, Object> data, List<Lost> lost) {}

    /** Decides a field that at least one side holds. */
    private interface Decide {
        Object field(Place place, Object base, Object mine, Object theirs, FieldStamps stamps);
    }

    private final Stamp mineStamp;
    private final List<Lost> lost = new ArrayList<>();

    private RecordMerge(Stamp mineStamp) {
        this.mineStamp = mineStamp;
    }

    /** Three-way: a field changed on one side only takes that side, changed on both its type or the later stamp. */
    static Result withAncestor(
            Map<String, Object> base,
            Map<String, Object> mine,
            Map<String, Object> theirs,
            FieldStamps stamps,
            Stamp mineStamp,
            EntityRules rules) {
        RecordMerge merge = new RecordMerge(mineStamp);
        return merge.result(merge.object(Place.record(rules), base, mine, theirs, stamps, merge::threeWay));
    }

    /** Two creations of one record: what only one side has is taken, differing fields go to the later stamp. */
    static Result ofTwoCreations(
            Map<String, Object> mine,
            Map<String, Object> theirs,
            FieldStamps stamps,
            Stamp mineStamp,
            EntityRules rules) {
        return ofBoth(mine, theirs, stamps, mineStamp, rules, ofField -> mineStamp.isAfter(ofField.latest()));
    }

    /** No ancestor is kept: what is stored stays, but for types that need none; the rest of mine is lost. */
    static Result ontoUnknownBase(
            Map<String, Object> mine,
            Map<String, Object> theirs,
            FieldStamps stamps,
            Stamp mineStamp,
            EntityRules rules) {
        RecordMerge merge = new RecordMerge(mineStamp);
        return merge.result(merge.object(Place.record(rules), Map.of(), mine, theirs, stamps, merge::storedStays));
    }

    /** No ancestor is kept of a record that was deleted: the edit survives, on the last content where it has nothing. */
    static Result ontoDeleted(
            Map<String, Object> mine,
            Map<String, Object> theirs,
            FieldStamps stamps,
            Stamp mineStamp,
            EntityRules rules) {
        return ofBoth(mine, theirs, stamps, mineStamp, rules, ofField -> true);
    }

    private static Result ofBoth(
            Map<String, Object> mine,
            Map<String, Object> theirs,
            FieldStamps stamps,
            Stamp mineStamp,
            EntityRules rules,
            Predicate<FieldStamps> isMine) {
        RecordMerge merge = new RecordMerge(mineStamp);
        Decide decide = merge.ofEither(isMine);
        return merge.result(merge.object(Place.record(rules), Map.of(), mine, theirs, stamps, decide));
    }

    /** A merge patch whose base is not kept touches its own fields, whatever they were; what it overwrites is lost. */
    static Result patchOntoUnknownBase(Map<String, Object> patch, Map<String, Object> theirs, EntityRules rules) {
        RecordMerge merge = new RecordMerge(null);
        return merge.result(merge.patched(Place.record(rules), patch, theirs));
    }

    private Result result(Map<String, Object> data) {
        return new Result(data, List.copyOf(lost));
    }

    private Map<String, Object> object(
            Place place,
            Map<String, Object> base,
            Map<String, Object> mine,
            Map<String, Object> theirs,
            FieldStamps stamps,
            Decide decide) {
        Map<String, Object> result = new LinkedHashMap<>();
        for (String name : FieldNames.ofBoth(theirs, mine)) {
            Object m = Absent.get(mine, name);
            Object t = Absent.get(theirs, name);
            Object merged = decide.field(place.below(name), Absent.get(base, name), m, t, stamps.at(name));
            if (merged != ABSENT) {
                result.put(name, Absent.toJson(merged));
            }
        }
        return result;
    }

    private Object threeWay(Place place, Object base, Object mine, Object theirs, FieldStamps stamps) {
        if (mine.equals(base)) {
            return theirs;
        }
        if (theirs.equals(base)) {
            return mine;
        }
        Optional<FieldType> type = place.type();
        // Two equal deltas are two; anything else that both wrote alike is as they wrote it.
        boolean mayCount = mine instanceof Map || type.equals(Optional.of(FieldType.COUNTER));
        if (mine.equals(theirs) && !mayCount) {
            return theirs;
        }
        boolean mineIsLater = mineStamp.isAfter(stamps.latest());
        if (type.isPresent()) {
            Optional<TypedMerge.Result> typed = TypedMerge.merge(type.get(), base, mine, theirs, mineIsLater);
            if (typed.isPresent()) {
                return keepTypedLoser(place, typed.get());
            }
        } else if (mine instanceof Map && theirs instanceof Map) {
            Map<String, Object> ancestor = base instanceof Map ? Json.object(base) : Map.of();
            return object(place, ancestor, Json.object(mine), Json.object(theirs), stamps, this::threeWay);
        }
        return laterWins(place, mine, theirs, mineIsLater);
    }

    private Object keepTypedLoser(Place place, TypedMerge.Result typed) {
        if (typed.loserSide() != null) {
            lost.add(new Lost(place.path(), typed.loserSide(), false, typed.loser(), typed.fragments()));
        }
        return typed.value();
    }

    /** What only one side has is taken, and where they differ mine or theirs. */
    private Decide ofEither(Predicate<FieldStamps> isMine) {
        return (place, base, mine, theirs, stamps) -> {
            if (mine == ABSENT || mine.equals(theirs)) {
                return theirs;
            }
            if (theirs == ABSENT) {
                return mine;
            }
            Optional<Object> united = place.type().flatMap(type -> TypedMerge.unite(type, mine, theirs));
            if (united.isPresent()) {
                return united.get();
            }
            if (mine instanceof Map && theirs instanceof Map) {
                return object(place, Map.of(), Json.object(mine), Json.object(theirs), stamps, ofEither(isMine));
            }
            return laterWins(place, mine, theirs, isMine.test(stamps));
        };
    }

    private Object storedStays(Place place, Object base, Object mine, Object theirs, FieldStamps stamps) {
        if (mine == ABSENT || mine.equals(theirs)) {
            return theirs;
        }
        Optional<Object> united = place.type().flatMap(type -> TypedMerge.unite(type, mine, theirs));
        if (united.isPresent()) {
            return united.get();
        }
        if (mine instanceof Map && theirs instanceof Map) {
            return object(place, Map.of(), Json.object(mine), Json.object(theirs), stamps, this::storedStays);
        }
        return laterWins(place, mine, theirs, false);
    }

    private Object laterWins(Place place, Object mine, Object theirs, boolean mineIsLater) {
        if (mine.equals(theirs)) {
            return theirs;
        }
        Object loser = mineIsLater ? theirs : mine;
        lose(place, mineIsLater ? Lost.Side.THEIRS : Lost.Side.MINE, loser);
        return mineIsLater ? mine : theirs;
    }

    private void lose(Place place, Lost.Side side, Object value) {
        lost.add(Lost.of(place.path(), side, value));
    }

    private Map<String, Object> patched(Place place, Map<String, Object> patch, Map<String, Object> theirs) {
        Map<String, Object> result = new LinkedHashMap<>(theirs);
        patch.forEach((name, value) -> {
            Place below = place.below(name);
            Object stored = Absent.get(theirs, name);
            if (value instanceof Map) {
                if (stored != ABSENT && !(stored instanceof Map)) {
                    lose(below, Lost.Side.THEIRS, stored);
                }
                result.put(
                        name,
                        patched(below, Json.object(value), stored instanceof Map ? Json.object(stored) : Map.of()));
                return;
            }
            Optional<Object> united =
                    below.type().flatMap(type -> TypedMerge.unite(type, Absent.get(patch, name), stored));
            Object now = united.orElse(value);
            if (united.isEmpty() && stored != ABSENT && !stored.equals(value)) {
                lose(below, Lost.Side.THEIRS, stored);
            }
            if (value == null) {
                result.remove(name);
            } else {
                result.put(name, now);
            }
        });
        return result;
    }
}
