package dev.syncline.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Puts together what both sides added at one place: all of both, the earlier side's first, the common parts once. */
final class Additions<T> {

    private final List<T> earlier;
    private final List<T> later;
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

    /** @param joins whether an element common to both is worth joining them there; a blank line is not */
    static <T> List<T> join(List<T> earlier, List<T> later, Predicate<T> joins, Budget budget) {
        Symbols symbols = new Symbols();
        Optional<List<Hunk>> hunks = Diff.between(symbols.of(earlier), symbols.of(later), budget);
        Additions<T> additions = new Additions<>(earlier, later, joins);
        additions.write(hunks.orElse(List.of(new Hunk(0, earlier.size(), 0, later.size()))));
        return additions.result;
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
