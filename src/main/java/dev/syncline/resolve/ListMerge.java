package dev.syncline.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Order-keeping three-way merge of lists: what either side added or removed holds, and only where both replaced the same
 * element differently the later stamp takes it. Beyond a bounded cost the whole list is such an overlap.
 */
public final class ListMerge {

    private static final long STEPS = 4_000_000;

    /** The merged list, and of an overlap the elements that only the losing side had put there. */
    public record Result(List<Object> value, List<Object> lostMine, List<Object> lostTheirs) {}

    private final List<Object> base;
    private final List<Object> earlier;
    private final List<Object> later;
    private final Budget budget = new Budget(STEPS);
    private final List<Object> value = new ArrayList<>();
    private final List<Object> lost = new ArrayList<>();

    private ListMerge(List<Object> base, List<Object> earlier, List<Object> later) {
        this.base = base;
        this.earlier = earlier;
        this.later = later;
    }

    public static Result merge(List<Object> base, List<Object> mine, List<Object> theirs, boolean mineIsLater) {
        if (mine.equals(theirs) || base.equals(theirs)) {
            return new Result(mine, List.of(), List.of());
        }
        if (base.equals(mine)) {
            return new Result(theirs, List.of(), List.of());
        }
        ListMerge merge = new ListMerge(base, mineIsLater ? theirs : mine, mineIsLater ? mine : theirs);
        merge.run();
        return mineIsLater
                ? new Result(merge.value, List.of(), merge.lost)
                : new Result(merge.value, merge.lost, List.of());
    }

    private void run() {
        Optional<List<Chunk>> chunks =
                SequenceMerge.merge(base, earlier, later, SequenceMerge.Touching.IS_APART, budget);
        if (chunks.isEmpty()) {
            value.addAll(later);
            lost.addAll(earlier);
            return;
        }
        chunks.get().forEach(this::write);
    }

    private void write(Chunk chunk) {
        switch (chunk.kind()) {
            case STABLE -> value.addAll(chunk.base().of(base));
            case MINE, BOTH -> value.addAll(chunk.mine().of(earlier));
            case THEIRS -> value.addAll(chunk.theirs().of(later));
            case OVERLAP -> writeOverlap(chunk);
        }
    }

    private void writeOverlap(Chunk chunk) {
        List<Object> addedEarlier = Hunk.added(chunk.mineHunks(), earlier);
        List<Object> addedLater = Hunk.added(chunk.theirsHunks(), later);
        if (chunk.base().isEmpty()) {
            value.addAll(Additions.ofElements(addedEarlier, addedLater, budget));
        } else if (chunk.oneOnlyAdds() && Sequences.oneIsMore(addedEarlier, addedLater)) {
            value.addAll(addedEarlier.size() > addedLater.size() ? addedEarlier : addedLater);
        } else if (addedLater.isEmpty()) {
            writeSide(chunk, earlier, chunk.mineHunks(), chunk.theirsHunks());
        } else {
            writeSide(chunk, later, chunk.theirsHunks(), chunk.mineHunks());
            lost.addAll(onlyIn(addedEarlier, addedLater));
        }
    }

    /** One side's stretch, without the elements that the other removed from it. */
    private void writeSide(Chunk chunk, List<Object> side, List<Hunk> own, List<Hunk> others) {
        int start = chunk.base().from();
        boolean[] gone = new boolean[chunk.base().length()];
        others.forEach(hunk -> Arrays.fill(gone, hunk.baseStart() - start, hunk.baseEnd() - start, true));
        int inBase = start;
        for (Hunk hunk : own) {
            writeKept(inBase, hunk.baseStart(), start, gone);
            value.addAll(side.subList(hunk.sideStart(), hunk.sideEnd()));
            inBase = hunk.baseEnd();
        }
        writeKept(inBase, chunk.base().to(), start, gone);
    }

    private void writeKept(int from, int to, int start, boolean[] gone) {
        for (int at = from; at < to; at++) {
            if (!gone[at - start]) {
                value.add(base.get(at));
            }
        }
    }

    private List<Object> onlyIn(List<Object> elements, List<Object> others) {
        Symbols symbols = new Symbols();
        Optional<List<Hunk>> hunks = Diff.between(symbols.of(elements), symbols.of(others), budget);
        if (hunks.isEmpty()) {
            return elements;
        }
        List<Object> only = new ArrayList<>();
        hunks.get().forEach(hunk -> only.addAll(elements.subList(hunk.baseStart(), hunk.baseEnd())));
        return only;
    }
}
