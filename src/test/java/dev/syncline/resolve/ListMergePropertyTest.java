package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ListMergePropertyTest {

    @Property
    void sidesCanBeNamedEitherWay(
            @ForAll("lists") List<Object> base,
            @ForAll("lists") List<Object> mine,
            @ForAll("lists") List<Object> theirs) {
        var oneWay = ListMerge.merge(base, mine, theirs, true);
        var otherWay = ListMerge.merge(base, theirs, mine, false);

        assertEquals(oneWay, new ListMerge.Result(otherWay.value(), otherWay.lostTheirs(), otherWay.lostMine()));
    }

    @Property
    void oneSidedChangesAreTaken(
            @ForAll("lists") List<Object> base, @ForAll("lists") List<Object> changed, @ForAll boolean later) {
        var expected = new ListMerge.Result(changed, List.of(), List.of());

        assertEquals(expected, ListMerge.merge(base, base, changed, later));
        assertEquals(expected, ListMerge.merge(base, changed, base, later));
        assertEquals(expected, ListMerge.merge(base, changed, changed, later));
    }

    /** Among distinct elements it is plain what was added and what was removed. */
    @Property
    void addsAndRemovesOfBothHold(
            @ForAll("distinct") List<Object> base,
            @ForAll("distinct") List<Object> mine,
            @ForAll("distinct") List<Object> theirs) {
        List<Object> keptByMine = base.stream().filter(mine::contains).toList();
        List<Object> keptByTheirs = base.stream().filter(theirs::contains).toList();
        List<Object> byMine = withAdditions(keptByMine, base, mine, "m");
        List<Object> byTheirs = withAdditions(keptByTheirs, base, theirs, "t");

        var result = ListMerge.merge(base, byMine, byTheirs, true);

        for (Object element : base) {
            boolean kept = keptByMine.contains(element) && keptByTheirs.contains(element);
            assertEquals(kept, result.value().contains(element), () -> element + " in " + result);
        }
        List<Object> all = new ArrayList<>(result.value());
        all.addAll(result.lostTheirs());
        assertTrue(all.containsAll(added(byMine, base)) && all.containsAll(added(byTheirs, base)));
        assertTrue(result.value().containsAll(added(byMine, base)));
        assertInOrder(byMine, result.value());
        assertInOrder(byTheirs, result.value());
    }

    /** One side goes on from what both did, and removes more. */
    @Property
    void whatOneSideRemovedBesideTheSameChangesIsGone(
            @ForAll("distinct") List<Object> base,
            @ForAll("distinct") List<Object> changed,
            @ForAll("distinct") List<Object> alsoRemoved,
            @ForAll boolean later) {
        List<Object> mine =
                withAdditions(base.stream().filter(changed::contains).toList(), base, changed, "n");
        List<Object> theirs = mine.stream()
                .filter(element -> !base.contains(element) || !alsoRemoved.contains(element))
                .toList();

        assertEquals(new ListMerge.Result(theirs, List.of(), List.of()), ListMerge.merge(base, mine, theirs, later));
    }

    private static List<Object> withAdditions(List<Object> kept, List<Object> base, List<Object> from, String name) {
        List<Object> side = new ArrayList<>(kept);
        for (Object element : from) {
            if (!base.contains(element)) {
                side.add(Math.min(side.size(), element.hashCode() % 7), name + element);
            }
        }
        return side;
    }

    private static List<Object> added(List<Object> side, List<Object> base) {
        return side.stream().filter(element -> !base.contains(element)).toList();
    }

    private static void assertInOrder(List<Object> side, List<Object> value) {
        List<Object> inValue = value.stream().filter(side::contains).toList();
        List<Object> inSide = side.stream().filter(value::contains).toList();
        assertEquals(inSide, inValue);
        assertFalse(inValue.size() > side.size());
    }

    @Provide
    Arbitrary<List<Object>> lists() {
        return Arbitraries.of((Object) "a", "b", "c", 1L, 2.5, true).list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<Object>> distinct() {
        return Arbitraries.longs()
                .between(0, 15)
                .map(number -> (Object) number)
                .list()
                .uniqueElements()
                .ofMaxSize(10);
    }
}
