package dev.syncline.summary;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Summaries of few names, so that parts have names in common. */
public final class ArbitrarySummaries {

    private ArbitrarySummaries() {}

    public static Arbitrary<Summary> summaries() {
        return Combinators.combine(tallies(), tallies(), tallies(), tallies(), tallies(), latencies(), clocks())
                .as(Summary::new);
    }

    public static Arbitrary<Tally> tallies() {
        return Combinators.combine(names(), names(), Arbitraries.longs().between(1, 1_000))
                .as(Tally.Count::new)
                .list()
                .ofMaxSize(12)
                .map(Tally::of);
    }

    static Arbitrary<Latencies> latencies() {
        return Arbitraries.longs()
                .between(0, 3_000_000_000L)
                .list()
                .ofMaxSize(20)
                .map(LatenciesTest::of);
    }

    static Arbitrary<SkewedClocks> clocks() {
        Arbitrary<SkewedClocks.Client> clients =
                Combinators.combine(names(), names()).as(SkewedClocks.Client::new);
        Arbitrary<SkewedClocks.Seen> seen = Combinators.combine(
                        Arbitraries.longs().between(-9, 9), Arbitraries.longs().between(0, 3))
                .as((skew, at) -> new SkewedClocks.Seen(Duration.ofSeconds(skew), Instant.ofEpochMilli(at)));
        return Combinators.combine(clients, seen)
                .as(SkewedClocks.Found::new)
                .list()
                .ofMaxSize(8)
                .map(SkewedClocks::of);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of("a", "b", "c", "[\"d\\\"\\u00e9\"]", Tally.OTHERS);
    }
}
