package dev.syncline.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The difference of two sequences of symbols as a list of hunks, found within a budget. The search is that of E. W. Myers,
 * "An O(ND) Difference Algorithm and Its Variations" (1986); equal ends and elements that cannot help are set aside before
 * it, and hunks are slid into their usual place after it, so that the answer is the one git gives.
 */
final class Diff {

    private static final int OFTEN_AT_MOST = 1024;
    private static final int NEIGHBOURS = 100;
    private static final int NOISE_SHARE = 4;

    private final int[] base;
    private final int[] side;
    private final boolean[] removed;
    private final boolean[] added;
    private final Budget budget;

    private Diff(int[] base, int[] side, Budget budget) {
        this.base = base;
        this.side = side;
        this.removed = new boolean[base.length];
        this.added = new boolean[side.length];
        this.budget = budget;
    }

    /** The hunks in order, or nothing when they would cost more than the budget has. */
    static Optional<List<Hunk>> between(int[] base, int[] side, Budget budget) {
        return between(base, side, symbol -> false, budget);
    }

    /** The same for words: a hunk that may stand at several places stands at a line's end if it can. */
    static Optional<List<Hunk>> between(int[] base, int[] side, IntPredicate closesLine, Budget budget) {
        Diff diff = new Diff(base, side, budget);
        boolean found = budget.spend(base.length + side.length)
                && diff.search()
                && Slider.slide(base, diff.removed, side, diff.added, closesLine, budget)
                && Slider.slide(side, diff.added, base, diff.removed, closesLine, budget);
        return found ? Optional.of(hunks(diff.removed, diff.added)) : Optional.empty();
    }

    /** Reads hunks off the marks: the unmarked elements of both sequences are partners, in order. */
    static List<Hunk> hunks(boolean[] removed, boolean[] added) {
        List<Hunk> hunks = new ArrayList<>();
        int inBase = 0;
        int inSide = 0;
        while (inBase < removed.length || inSide < added.length) {
            int baseStart = inBase;
            int sideStart = inSide;
            while (inBase < removed.length && removed[inBase]) {
                inBase++;
            }
            while (inSide < added.length && added[inSide]) {
                inSide++;
            }
            if (inBase > baseStart || inSide > sideStart) {
                hunks.add(new Hunk(baseStart, inBase, sideStart, inSide));
            }
            inBase++;
            inSide++;
        }
        return hunks;
    }

    private boolean search() {
        int head = equalHead();
        int tail = equalTail(head);
        int symbols = 1 + Math.max(highest(base), highest(side));
        int[] baseKept = worthComparing(base, new Span(head, base.length - tail), counts(side, symbols), removed);
        int[] sideKept = worthComparing(side, new Span(head, side.length - tail), counts(base, symbols), added);
        MyersPath.Marker marker = new MyersPath.Marker() {
            @Override
            public void removed(int basePosition) {
                removed[baseKept[basePosition]] = true;
            }

            @Override
            public void added(int sidePosition) {
                added[sideKept[sidePosition]] = true;
            }
        };
        return new MyersPath(pick(base, baseKept), pick(side, sideKept), marker, budget).mark();
    }

    private int equalHead() {
        int length = Math.min(base.length, side.length);
        int head = 0;
        while (head < length && base[head] == side[head]) {
            head++;
        }
        return head;
    }

    private int equalTail(int head) {
        int length = Math.min(base.length, side.length) - head;
        int tail = 0;
        while (tail < length && base[base.length - 1 - tail] == side[side.length - 1 - tail]) {
            tail++;
        }
        return tail;
    }

    /**
     * The positions that the search needs. An element the other sequence lacks is changed in any case. One that the other
     * has very often, amid a crowd of such lacking ones, would only be an accidental partner, and counts as changed too.
     */
    private static int[] worthComparing(int[] own, Span span, int[] inOther, boolean[] changed) {
        int often = Math.min(OFTEN_AT_MOST, roughRoot(own.length));
        Surroundings surroundings = new Surroundings(own, span, inOther, often);
        int[] kept = new int[span.length()];
        int size = 0;
        for (int at = span.from(); at < span.to(); at++) {
            int count = inOther[own[at]];
            if (count == 0 || count >= often && surroundings.areNoise(at)) {
                changed[at] = true;
            } else {
                kept[size++] = at;
            }
        }
        return Arrays.copyOf(kept, size);
    }

    // A power of two near the square root: the measure of "often" grows with the text as git's does.
    private static int roughRoot(int number) {
        int root = 1;
        for (int rest = number; rest > 0; rest >>= 2) {
            root <<= 1;
        }
        return root;
    }

    private static int highest(int[] symbols) {
        int highest = -1;
        for (int symbol : symbols) {
            highest = Math.max(highest, symbol);
        }
        return highest;
    }

    private static int[] counts(int[] sequence, int symbols) {
        int[] counts = new int[symbols];
        for (int symbol : sequence) {
            counts[symbol]++;
        }
        return counts;
    }

    private static int[] pick(int[] sequence, int[] positions) {
        int[] picked = new int[positions.length];
        for (int at = 0; at < positions.length; at++) {
            picked[at] = sequence[positions[at]];
        }
        return picked;
    }

    /** What stands around a position up to the nearest good element on either hand: lacking elements and frequent ones. */
    private static final class Surroundings {

        private final Span span;
        private final int[] lackingBefore;
        private final int[] previousGood;
        private final int[] nextGood;

        Surroundings(int[] own, Span span, int[] inOther, int often) {
            this.span = span;
            lackingBefore = new int[span.length() + 1];
            previousGood = new int[span.length()];
            nextGood = new int[span.length()];
            int good = span.from() - 1;
            for (int at = span.from(); at < span.to(); at++) {
                int count = inOther[own[at]];
                int index = at - span.from();
                lackingBefore[index + 1] = lackingBefore[index] + (count == 0 ? 1 : 0);
                good = count > 0 && count < often ? at : good;
                previousGood[index] = good;
            }
            good = span.to();
            for (int at = span.to() - 1; at >= span.from(); at--) {
                int count = inOther[own[at]];
                good = count > 0 && count < often ? at : good;
                nextGood[at - span.from()] = good;
            }
        }

        /** Whether lacking elements outnumber the frequent ones around here by far, on both hands at least one. */
        boolean areNoise(int at) {
            int first = Math.max(at - NEIGHBOURS, previousGood[at - span.from()] + 1);
            int end = Math.min(at + NEIGHBOURS + 1, nextGood[at - span.from()]);
            int lackingAbove = lacking(first, at);
            int lackingBelow = lacking(at + 1, end);
            if (lackingAbove == 0 || lackingBelow == 0) {
                return false;
            }
            // The element itself is counted once for either hand.
            int all = end - first + 1;
            int frequent = all - lackingAbove - lackingBelow;
            return frequent * NOISE_SHARE < all;
        }

        private int lacking(int from, int to) {
            return lackingBefore[to - span.from()] - lackingBefore[from - span.from()];
        }
    }
}
