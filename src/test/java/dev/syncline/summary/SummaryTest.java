package dev.syncline.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.summary.Tally.Count;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Laws of adding, which is why it does not matter how time was cut into parts. */
class SummaryTest {

    @Property
    void addingIsAssociative(
            @ForAll("summaries") Summary a, @ForAll("summaries") Summary b, @ForAll("summaries") Summary c) {
        assertEquals(sum(sum(a, b), c), sum(a, sum(b, c)));
    }

    @Property
    void addingIsCommutative(@ForAll("summaries") Summary a, @ForAll("summaries") Summary b) {
        assertEquals(sum(a, b), sum(b, a));
    }

    @Property
    void nothingAddsNothing(@ForAll("summaries") Summary a) {
        assertEquals(a, sum(a, Summary.NONE));
        assertEquals(a, Summary.sum(List.of(a)));
    }

    @Property
    void manyAddUpToWhatTheyDoOneByOne(@ForAll @Size(max = 6) List<@From("summaries") Summary> parts) {
        Summary oneByOne = parts.stream().reduce(Summary.NONE, SummaryTest::sum);
        assertEquals(oneByOne, Summary.sum(parts));
        List<Summary> shuffled = new ArrayList<>(parts);
        Collections.shuffle(shuffled, new Random(parts.size()));
        assertEquals(oneByOne, Summary.sum(shuffled));
    }

    @Property
    void countsAddUp(@ForAll("tallies") Tally a, @ForAll("tallies") Tally b) {
        assertEquals(a.total() + b.total(), a.plus(b).total());
        for (String name : List.of("a", "b", "c")) {
            assertEquals(a.total(name) + b.total(name), a.plus(b).total(name));
            assertEquals(a.totalOfInner(name) + b.totalOfInner(name), a.plus(b).totalOfInner(name));
        }
    }

    @Property
    void whatIsNotNamedIsStillCounted(@ForAll("tallies") Tally tally, @ForAll @IntRange(max = 10) int names) {
        Tally cut = tally.mostAndOthers(names);
        assertTrue(cut.mostFirst().stream()
                        .filter(count -> !count.inner().equals(Tally.OTHERS))
                        .count()
                <= names);
        assertEquals(tally.total(), cut.total());
        tally.counts().keySet().forEach(outer -> assertEquals(tally.total(outer), cut.total(outer)));
        assertEquals(cut, cut.mostAndOthers(names));
    }

    @Property
    void aBoundedPartHoldsNoMoreThanItMay(@ForAll("summaries") Summary summary) {
        Summary bounded = summary.bounded(new Summary.Bounds(2, 3, 1));
        assertTrue(bounded.records().mostFirst().size() <= 3);
        assertTrue(bounded.skewedClocks().clients().size() <= 1);
        assertEquals(summary.lost().total(), bounded.lost().total());
        assertEquals(summary.outcomes(), bounded.outcomes());
        assertEquals(summary.latencies(), bounded.latencies());
        assertEquals(
                summary.records().mostFirst().stream().limit(3).toList(),
                bounded.records().mostFirst());
    }

    @Example
    void theMostComesFirstAndTiesGoByName() {
        Tally tally = Tally.of(List.of(
                new Count("b", "x", 2), new Count("a", "y", 2), new Count("a", "x", 1), new Count("a", "x", 4)));
        assertEquals(
                List.of(new Count("a", "x", 5), new Count("a", "y", 2), new Count("b", "x", 2)), tally.mostFirst());
        assertEquals(
                List.of(new Count("a", "x", 5), new Count("a", "", 2), new Count("b", "", 2)),
                tally.mostAndOthers(1).mostFirst());
    }

    @Property
    void ofAClockTheLastSightCounts(@ForAll("clocks") SkewedClocks a, @ForAll("clocks") SkewedClocks b) {
        SkewedClocks both = SkewedClocks.sum(List.of(a, b));
        both.clients().forEach((client, seen) -> {
            for (SkewedClocks one : List.of(a, b)) {
                SkewedClocks.Seen other = one.clients().getOrDefault(client, seen);
                assertTrue(!other.at().isAfter(seen.at()));
            }
        });
        List<SkewedClocks.Found> found = both.furthestFirst();
        for (int index = 1; index < found.size(); index++) {
            assertTrue(found.get(index - 1)
                            .seen()
                            .skew()
                            .abs()
                            .compareTo(found.get(index).seen().skew().abs())
                    >= 0);
        }
    }

    private static Summary sum(Summary a, Summary b) {
        return Summary.sum(List.of(a, b));
    }

    @Provide
    Arbitrary<Summary> summaries() {
        return ArbitrarySummaries.summaries();
    }

    @Provide
    Arbitrary<Tally> tallies() {
        return ArbitrarySummaries.tallies();
    }

    @Provide
    Arbitrary<SkewedClocks> clocks() {
        return ArbitrarySummaries.clocks();
    }
}
