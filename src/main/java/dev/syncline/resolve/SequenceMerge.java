package dev.syncline.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Three-way merge of sequences: pairs the differences of either side to the base and cuts all three into chunks. Source:
 * S. Khanna, K. Kunal, B. C. Pierce, "A Formal Investigation of Diff3", FSTTCS 2007; what overlaps is as in git merge-file.
 */
final class SequenceMerge {

    /** Whether changes of the two sides that touch, with no common element between, count as overlap. */
    enum Touching {
        /** They do: git's rule for lines, as the order of what was added could be either. */
        OVERLAPS,
        /** Only two additions at the very same place do. */
        IS_APART
    }

    private final int[] base;
    private final int[] mine;
    private final int[] theirs;
    private final Touching touching;
    private final List<Chunk> chunks = new ArrayList<>();

    // How far the chunks reach in each of the three.
    private int baseAt;
    private int mineAt;
    private int theirsAt;

    private SequenceMerge(int[] base, int[] mine, int[] theirs, Touching touching) {
        this.base = base;
        this.mine = mine;
        this.theirs = theirs;
        this.touching = touching;
    }

    /** The chunks in order; nothing when finding them would cost more than the budget has. */
    static Optional<List<Chunk>> merge(List<?> base, List<?> mine, List<?> theirs, Touching touching, Budget budget) {
        Symbols symbols = new Symbols();
        return merge(symbols.of(base), symbols.of(mine), symbols.of(theirs), touching, budget);
    }

    static Optional<List<Chunk>> merge(int[] base, int[] mine, int[] theirs, Touching touching, Budget budget) {
        return Diff.between(base, mine, budget).flatMap(mineHunks -> Diff.between(base, theirs, budget)
                .map(theirsHunks -> merge(base, mine, theirs, mineHunks, theirsHunks, touching)));
    }

    /** The same with the differences at hand. */
    static List<Chunk> merge(
            int[] base, int[] mine, int[] theirs, List<Hunk> mineHunks, List<Hunk> theirsHunks, Touching touching) {
        SequenceMerge merge = new SequenceMerge(base, mine, theirs, touching);
        merge.pair(mineHunks, theirsHunks);
        return merge.chunks;
    }

    private void pair(List<Hunk> mineHunks, List<Hunk> theirsHunks) {
        int nextMine = 0;
        int nextTheirs = 0;
        while (nextMine < mineHunks.size() || nextTheirs < theirsHunks.size()) {
            Group group = new Group();
            boolean grown = true;
            while (grown) {
                grown = false;
                if (nextMine < mineHunks.size() && group.takes(mineHunks.get(nextMine), nextTheirs, theirsHunks)) {
                    group.add(mineHunks.get(nextMine++), group.mine);
                    grown = true;
                }
                if (nextTheirs < theirsHunks.size() && group.takes(theirsHunks.get(nextTheirs), nextMine, mineHunks)) {
                    group.add(theirsHunks.get(nextTheirs++), group.theirs);
                    grown = true;
                }
            }
            stableUntil(group.start);
            changed(group);
        }
        stableUntil(base.length);
    }

    /** The hunks of both sides that belong together. */
    private final class Group {

        private final List<Hunk> mine = new ArrayList<>();
        private final List<Hunk> theirs = new ArrayList<>();
        private int start;
        private int end;

        /** An empty group takes the first hunk of all; others come in if they overlap. */
        boolean takes(Hunk hunk, int otherNext, List<Hunk> others) {
            if (mine.isEmpty() && theirs.isEmpty()) {
                return otherNext >= others.size() || !comesBefore(others.get(otherNext), hunk);
            }
            if (touching == Touching.OVERLAPS) {
                return hunk.baseStart() <= end;
            }
            return hunk.baseStart() < end || hunk.baseEnd() == start;
        }

        void add(Hunk hunk, List<Hunk> own) {
            if (mine.isEmpty() && theirs.isEmpty()) {
                start = hunk.baseStart();
                end = hunk.baseEnd();
            }
            end = Math.max(end, hunk.baseEnd());
            own.add(hunk);
        }

        private static boolean comesBefore(Hunk one, Hunk other) {
            return one.baseStart() < other.baseStart()
                    || one.baseStart() == other.baseStart() && one.baseEnd() < other.baseEnd();
        }
    }

    private void stableUntil(int end) {
        int length = end - baseAt;
        if (length > 0) {
            chunks.add(chunk(Chunk.Kind.STABLE, length, length, length, List.of(), List.of()));
        }
    }

    private void changed(Group group) {
        int length = group.end - group.start;
        int mineLength = length + growth(group.mine);
        int theirsLength = length + growth(group.theirs);
        Chunk.Kind kind;
        if (group.theirs.isEmpty()) {
            kind = Chunk.Kind.MINE;
        } else if (group.mine.isEmpty()) {
            kind = Chunk.Kind.THEIRS;
        } else if (sameNow(mineLength, theirsLength)) {
            kind = Chunk.Kind.BOTH;
        } else {
            kind = Chunk.Kind.OVERLAP;
        }
        chunks.add(chunk(kind, length, mineLength, theirsLength, group.mine, group.theirs));
    }

    private boolean sameNow(int mineLength, int theirsLength) {
        if (mineLength != theirsLength) {
            return false;
        }
        for (int at = 0; at < mineLength; at++) {
            if (mine[mineAt + at] != theirs[theirsAt + at]) {
                return false;
            }
        }
        return true;
    }

    private Chunk chunk(
            Chunk.Kind kind,
            int length,
            int mineLength,
            int theirsLength,
            List<Hunk> mineHunks,
            List<Hunk> theirsHunks) {
        Chunk chunk = new Chunk(
                kind,
                new Span(baseAt, baseAt + length),
                new Span(mineAt, mineAt + mineLength),
                new Span(theirsAt, theirsAt + theirsLength),
                mineHunks,
                theirsHunks);
        baseAt += length;
        mineAt += mineLength;
        theirsAt += theirsLength;
        return chunk;
    }

    private static int growth(List<Hunk> hunks) {
        int growth = 0;
        for (Hunk hunk : hunks) {
            growth += hunk.sideLength() - hunk.baseLength();
        }
        return growth;
    }
}
