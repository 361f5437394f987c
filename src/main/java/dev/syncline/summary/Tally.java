package dev.syncline.summary;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts by two names, as by entity and outcome.
 *
 * @param counts each above 0
 */
public record Tally(SortedMap<String, SortedMap<String, Long>> counts) {

    /** What an outer name has that nothing was counted of. */
    public static final SortedMap<String, Long> NONE_COUNTED = Collections.emptySortedMap();

    public static final Tally NONE = new Tally(Collections.emptySortedMap());

    /** The inner name of what was counted, but not kept by its own. */
    public static final String OTHERS = "";

    private static final Comparator<Count> MOST_FIRST = Comparator.comparingLong(Count::count)
            .reversed()
            .thenComparing(Count::outer)
            .thenComparing(Count::inner);

    /** How often it was this. */
    public record Count(String outer, String inner, long count) {}

    public static Tally of(Collection<Count> counts) {
        SortedMap<String, SortedMap<String, Long>> sums = new TreeMap<>();
        for (Count count : counts) {
            if (count.count() > 0) {
                sums.computeIfAbsent(count.outer(), outer -> new TreeMap<>())
                        .merge(count.inner(), count.count(), Long::sum);
            }
        }
        return new Tally(sums);
    }

    public static Tally sum(Collection<Tally> tallies) {
        SortedMap<String, SortedMap<String, Long>> sums = new TreeMap<>();
        for (Tally tally : tallies) {
            tally.counts.forEach((outer, inners) -> {
                Map<String, Long> into = sums.computeIfAbsent(outer, name -> new TreeMap<>());
                inners.forEach((inner, count) -> into.merge(inner, count, Long::sum));
            });
        }
        return new Tally(sums);
    }

    public Tally plus(Tally other) {
        return sum(List.of(this, other));
    }

    public long total() {
        return counts.values().stream().mapToLong(Tally::total).sum();
    }

    public long total(String outer) {
        return total(counts.getOrDefault(outer, NONE_COUNTED));
    }

    /** The total of an inner name, whatever the outer. */
    public long totalOfInner(String inner) {
        return counts.values().stream()
                .mapToLong(inners -> inners.getOrDefault(inner, 0L))
                .sum();
    }

    private static long total(Map<String, Long> inners) {
        return inners.values().stream().mapToLong(Long::longValue).sum();
    }

    public List<Count> mostFirst() {
        return counts.entrySet().stream()
                .flatMap(outer -> outer.getValue().entrySet().stream()
                        .map(inner -> new Count(outer.getKey(), inner.getKey(), inner.getValue())))
                .sorted(MOST_FIRST)
                .toList();
    }

    /** Only what was counted most. */
    public Tally most(int names) {
        return of(mostFirst().stream().limit(names).toList());
    }

    /** What was counted most by its names, the rest of an outer name as {@link #OTHERS}. */
    public Tally mostAndOthers(int names) {
        List<Count> named = mostFirst().stream()
                .filter(count -> !count.inner().equals(OTHERS))
                .toList();
        Tally most = of(named.stream().limit(names).toList());
        return most.plus(of(counts.keySet().stream()
                .map(outer -> new Count(outer, OTHERS, total(outer) - most.total(outer)))
                .toList()));
    }
}
