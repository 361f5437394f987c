package dev.syncline.resolve;

import java.util.ArrayList;
import java.util.List;

/** One difference: the base's elements in [baseStart, baseEnd) became the side's in [sideStart, sideEnd). */
record Hunk(int baseStart, int baseEnd, int sideStart, int sideEnd) {

    int baseLength() {
        return baseEnd - baseStart;
    }

    int sideLength() {
        return sideEnd - sideStart;
    }

    Span side() {
        return new Span(sideStart, sideEnd);
    }

    /** All that the hunks put there, in order. */
    static <T> List<T> added(List<Hunk> hunks, List<T> side) {
        List<T> added = new ArrayList<>();
        hunks.forEach(hunk -> added.addAll(hunk.side().of(side)));
        return added;
    }
}
