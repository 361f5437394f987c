package dev.syncline.summary;

import java.util.Collection;

/**
 * What the outcomes and conflicts of some time add up to. Adding is associative and commutative; what bounds a summary's size
 * ({@link #bounded}) is done to a part before it is kept, never by adding.
 *
 * @param outcomes by entity and outcome
 * @param conflicts by entity and how they were settled
 * @param lost conflicts by entity and the path of a value that lost, as the JSON text of its names
 * @param causes of what was not applied, by outcome and code
 * @param records changes by entity and entityId; of a part that is kept, of the busiest records only
 */
public record Summary(
        Tally outcomes,
        Tally conflicts,
        Tally lost,
        Tally causes,
        Tally records,
        Latencies latencies,
        SkewedClocks skewedClocks) {

    public static final Summary NONE =
            new Summary(Tally.NONE, Tally.NONE, Tally.NONE, Tally.NONE, Tally.NONE, Latencies.NONE, SkewedClocks.NONE);

    /** How much of what callers name a part keeps. */
    public record Bounds(int paths, int records, int clients) {

        public static final Bounds OF_MINUTE = new Bounds(50, 20, 20);

        /** More, since a record that is busy all day need not lead any hour. */
        public static final Bounds OF_HOUR = new Bounds(100, 100, 100);
    }

    public static Summary sum(Collection<Summary> parts) {
        return new Summary(
                Tally.sum(parts.stream().map(Summary::outcomes).toList()),
                Tally.sum(parts.stream().map(Summary::conflicts).toList()),
                Tally.sum(parts.stream().map(Summary::lost).toList()),
                Tally.sum(parts.stream().map(Summary::causes).toList()),
                Tally.sum(parts.stream().map(Summary::records).toList()),
                Latencies.sum(parts.stream().map(Summary::latencies).toList()),
                SkewedClocks.sum(parts.stream().map(Summary::skewedClocks).toList()));
    }

    public Summary bounded(Bounds bounds) {
        return new Summary(
                outcomes,
                conflicts,
                lost.mostAndOthers(bounds.paths()),
                causes,
                records.most(bounds.records()),
                latencies,
                skewedClocks.furthest(bounds.clients()));
    }

    public long changes() {
        return outcomes.total();
    }
}
