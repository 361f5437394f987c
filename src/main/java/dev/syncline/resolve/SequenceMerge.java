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
        /** Only two additions at the very same place do, and the same addition to something and in its stead. */
        IS_APART
    }

    /** Whether what the two added where they touch is one addition, which one of them made in place of what followed. */
    @FunctionalInterface
    interface SameAddition {
        boolean test(Span mine, Span theirs);
    }

    private final int[] base;
    private final int[] mine;
    private final int[] theirs;
    private final Touching touching;
    private final SameAddition same;
    private final List<Chunk> chunks = new ArrayList<>();

    // How far the chunks reach in each of the three.
    private int baseAt;
    private int mineAt;
    private int theirsAt;

    private SequenceMerge(int[] base, int[] mine, int[] theirs, Touching touching, SameAddition same) {
        this.base = base;
        this.mine = mine;
        this.theirs = theirs;
        this.touching = touching;
        this.same = same;
    }

    /** The chunks in order; nothing when finding them would cost more than the budget has. */
    static Optional<List<Chunk>> merge(List<?> base, List<?> mine, List<?> theirs, Touching touching, Budget budget) {
        Symbols symbols = new Symbols();
        int[] inBase = symbols.of(base);
        int[] inMine = symbols.of(mine);
        int[] inTheirs = symbols.of(theirs);
        SameAddition same = (ofMine, ofTheirs) -> Sequences.oneIsMore(ofMine.of(mine), ofTheirs.of(theirs));
        return Diff.between(inBase, inMine, budget).flatMap(mineHunks -> Diff.between(inBase, inTheirs, budget)
                .map(theirsHunks -> merge(inBase, inMine, inTheirs, mineHunks, theirsHunks, touching, same)));
    }

    /** The same with the differences at hand. */
    static List<Chunk> merge(
            int[] base,
            int[] mine,
            int[] theirs,
            List<Hunk> mineHunks,
            List<Hunk> theirsHunks,
            Touching touching,
            SameAddition same) {
        SequenceMerge merge = new SequenceMerge(base, mine, theirs, touching, same);
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
                if (nextMine < mineHunks.size()
                        && (group.takes(mineHunks.get(nextMine), nextTheirs, theirsHunks)
                                || group.theirsAdded(mineHunks.get(nextMine)))) {
                    group.add(mineHunks.get(nextMine++), group.mine);
                    grown = true;
                }
                if (nextTheirs < theirsHunks.size()
                        && (group.takes(theirsHunks.get(nextTheirs), nextMine, mineHunks)
                                || group.mineAdded(theirsHunks.get(nextTheirs)))) {
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

        boolean mineAdded(Hunk hunk) {
            return addBothHere(hunk, mine) && same.test(last(mine).side(), hunk.side());
        }

        boolean theirsAdded(Hunk hunk) {
            return addBothHere(hunk, theirs)
                    && same.test(hunk.side(), last(theirs).side());
        }

        /** Whether the hunk begins where the other side's last one ends, both add something, and one does no more. */
        private boolean addBothHere(Hunk hunk, List<Hunk> others) {
            return !others.isEmpty()
                    && hunk.baseStart() == end
                    && last(others).baseEnd() == end
                    && (hunk.baseLength() == 0 || last(others).baseLength() == 0)
                    && hunk.sideLength() > 0
                    && last(others).sideLength() > 0;
        }

        private static Hunk last(List<Hunk> hunks) {
            return hunks.get(hunks.size() - 1);
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
