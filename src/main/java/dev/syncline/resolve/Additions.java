package dev.syncline.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Puts together what both sides added at one place: all of both, the earlier side's first, the common parts once. */
final class Additions<T> {

    private final List<T> earlier;
    private final List<T> later;

    // Whether an element common to both is worth joining them there; a blank line is not.
    private final Predicate<T> joins;

    private final List<T> result = new ArrayList<>();

    // Where what is not written yet begins in either.
    private int earlierFrom;
    private int laterFrom;

    private Additions(List<T> earlier, List<T> later, Predicate<T> joins) {
        this.earlier = earlier;
        this.later = later;
        this.joins = joins;
    }

    /** Elements of lists: whatever is common in order is taken once. */
    static <T> List<T> ofElements(List<T> earlier, List<T> later, Budget budget) {
        Additions<T> additions = new Additions<>(earlier, later, element -> true);
        additions.write(additions.differences(budget));
        return additions.result;
    }

    /** Lines of text: where little is common, only how both begin and end, lest two paragraphs are interleaved. */
    static List<String> ofLines(List<String> earlier, List<String> later, Budget budget) {
        Additions<String> additions = new Additions<>(earlier, later, Words::says);
        List<Hunk> hunks = additions.differences(budget);
        additions.write(additions.areAlike(hunks) ? hunks : additions.middle());
        return additions.result;
    }

    private List<Hunk> differences(Budget budget) {
        Symbols symbols = new Symbols();
        return Diff.between(symbols.of(earlier), symbols.of(later), budget).orElseGet(this::middle);
    }

    private boolean areAlike(List<Hunk> hunks) {
        long inEarlier = weight(earlier);
        long onlyInEarlier = hunks.stream()
                .mapToLong(hunk -> weight(earlier.subList(hunk.baseStart(), hunk.baseEnd())))
                .sum();
        return 2 * (inEarlier - onlyInEarlier) >= Math.min(inEarlier, weight(later));
    }

    private long weight(List<T> elements) {
        return elements.stream().filter(joins).count();
    }

    private List<Hunk> middle() {
        int head = Sequences.equalHead(earlier, later);
        int tail = Sequences.equalTail(earlier, later, head);
        return List.of(new Hunk(head, earlier.size() - tail, head, later.size() - tail));
    }

    private void write(List<Hunk> hunks) {
        int earlierAt = 0;
        int laterAt = 0;
        for (Hunk hunk : hunks) {
            common(new Span(earlierAt, hunk.baseStart()), laterAt);
            earlierAt = hunk.baseEnd();
            laterAt = hunk.sideEnd();
        }
        common(new Span(earlierAt, earlier.size()), laterAt);
        flush(earlier.size(), later.size());
    }

    private void common(Span inEarlier, int inLater) {
        boolean apart = earlierFrom < inEarlier.from() && laterFrom < inLater;
        boolean joined = inEarlier.of(earlier).stream().anyMatch(joins);
        boolean start = inEarlier.from() == 0 && inLater == 0;
        if (!joined && (apart || start)) {
            return;
        }
        flush(inEarlier.from(), inLater);
        result.addAll(inEarlier.of(earlier));
        earlierFrom = inEarlier.to();
        laterFrom = inLater + inEarlier.length();
    }

    private void flush(int earlierTo, int laterTo) {
        result.addAll(earlier.subList(earlierFrom, earlierTo));
        result.addAll(later.subList(laterFrom, laterTo));
    }
}
