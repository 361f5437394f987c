package dev.syncline.store;

import dev.syncline.summary.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A piece of time and what it adds up to. */
public record Stretch(Instant start, Duration length, Summary summary) {

    public Instant end() {
        return start.plus(length);
    }

    /** The sums of stretches by the larger piece of time that each lies in. */
    public static SortedMap<Instant, Summary> byStart(Collection<Stretch> stretches, UnaryOperator<Instant> larger) {
        SortedMap<Instant, List<Summary>> parts = new TreeMap<>();
        stretches.forEach(stretch -> parts.computeIfAbsent(larger.apply(stretch.start()), start -> new ArrayList<>())
                .add(stretch.summary()));
        SortedMap<Instant, Summary> sums = new TreeMap<>();
        parts.forEach((start, summaries) -> sums.put(start, Summary.sum(summaries)));
        return sums;
    }
}
