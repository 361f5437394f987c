package dev.syncline.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Merges by words the lines that both sides changed. What only one side changed is taken, what both added at one place is
 * kept from both, what both removed in part is gone; only words that both changed differently are decided by the stamp.
 */
final class WordMerge {

    // A line that keeps less of its letters from the base is a new line, and its few common words are an accident.
    private static final int KEPT_AT_LEAST_ONE_IN = 3;

    private final List<String> base;
    private final List<String> earlier;
    private final List<String> later;
    private final Weave weave;
    private final Budget budget;

    private WordMerge(List<String> base, List<String> earlier, List<String> later, Weave weave, Budget budget) {
        this.base = base;
        this.earlier = earlier;
        this.later = later;
        this.weave = weave;
        this.budget = budget;
    }

    /** Merges these lines into the weave; beyond the budget they are one overlap. */
    static void merge(List<String> base, List<String> earlier, List<String> later, Weave weave, Budget budget) {
        boolean oneLine = base.size() <= 1 && earlier.size() <= 1 && later.size() <= 1;
        WordMerge merge =
                new WordMerge(Words.words(base), Words.words(earlier), Words.words(later), weave, budget);
        Optional<List<Chunk>> chunks = merge.chunks(oneLine);
        if (chunks.isEmpty()) {
            weave.overlap(base, earlier, later);
            return;
        }
        merge.joinOverlaps(chunks.get()).forEach(merge::write);
    }

    private Optional<List<Chunk>> chunks(boolean oneLine) {
        Symbols symbols = new Symbols();
        int feed = symbols.of(List.of("\n"))[0];
        int returnFeed = symbols.of(List.of("\r\n"))[0];
        int[] inBase = symbols.of(base);
        int[] inEarlier = symbols.of(earlier);
        int[] inLater = symbols.of(later);
        Optional<List<Hunk>> earlierHunks =
                Diff.between(inBase, inEarlier, word -> word == feed || word == returnFeed, budget);
        Optional<List<Hunk>> laterHunks =
                Diff.between(inBase, inLater, word -> word == feed || word == returnFeed, budget);
        if (earlierHunks.isEmpty() || laterHunks.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(SequenceMerge.merge(
                inBase,
                inEarlier,
                inLater,
                oneLine ? earlierHunks.get() : withoutAccidents(earlier, earlierHunks.get()),
                oneLine ? laterHunks.get() : withoutAccidents(later, laterHunks.get()),
                SequenceMerge.Touching.IS_APART));
    }

    private List<Hunk> withoutAccidents(List<String> side, List<Hunk> hunks) {
        int[] partners = partners(side.size(), hunks);
        boolean[] removed = new boolean[base.size()];
        boolean[] added = new boolean[side.size()];
        for (Hunk hunk : hunks) {
            Arrays.fill(removed, hunk.baseStart(), hunk.baseEnd(), true);
            Arrays.fill(added, hunk.sideStart(), hunk.sideEnd(), true);
        }
        int start = 0;
        while (start < side.size()) {
            int end = lineEnd(side, start);
            if (isNew(side, start, end, added)) {
                for (int at = start; at < end; at++) {
                    if (!added[at]) {
                        added[at] = true;
                        removed[partners[at]] = true;
                    }
                }
            }
            start = end;
        }
        return Diff.hunks(removed, added);
    }

    private static int[] partners(int size, List<Hunk> hunks) {
        int[] partners = new int[size];
        int shift = 0;
        int at = 0;
        for (Hunk hunk : hunks) {
            for (; at < hunk.sideStart(); at++) {
                partners[at] = at + shift;
            }
            at = hunk.sideEnd();
            shift = hunk.baseEnd() - hunk.sideEnd();
        }
        for (; at < size; at++) {
            partners[at] = at + shift;
        }
        return partners;
    }

    private static int lineEnd(List<String> words, int start) {
        int at = start;
        while (at < words.size() && !Words.isBreak(words.get(at))) {
            at++;
        }
        return Math.min(at + 1, words.size());
    }

    private static boolean isNew(List<String> side, int start, int end, boolean[] added) {
        int all = 0;
        int kept = 0;
        for (int at = start; at < end; at++) {
            int weight = Words.says(side.get(at)) ? side.get(at).length() : 0;
            all += weight;
            kept += added[at] ? 0 : weight;
        }
        return kept * KEPT_AT_LEAST_ONE_IN < all;
    }

    /** Overlaps with nothing but blanks and marks between become one, which is how a reader sees them. */
    private List<Chunk> joinOverlaps(List<Chunk> chunks) {
        List<Chunk> joined = new ArrayList<>();
        for (Chunk chunk : chunks) {
            int last = joined.size() - 1;
            if (last > 0 && isDecided(chunk) && saysNothing(joined.get(last)) && isDecided(joined.get(last - 1))) {
                joined.remove(last);
                joined.set(last - 1, spanning(joined.get(last - 1), chunk));
            } else {
                joined.add(chunk);
            }
        }
        return joined;
    }

    private boolean saysNothing(Chunk chunk) {
        return chunk.kind() == Chunk.Kind.STABLE && chunk.base().of(base).stream().noneMatch(Words::says);
    }

    private static Chunk spanning(Chunk first, Chunk last) {
        return new Chunk(
                Chunk.Kind.OVERLAP,
                new Span(first.base().from(), last.base().to()),
                new Span(first.mine().from(), last.mine().to()),
                new Span(first.theirs().from(), last.theirs().to()),
                first.mineHunks(),
                first.theirsHunks());
    }

    /** Whether the stamp decides it. */
    private static boolean isDecided(Chunk chunk) {
        return chunk.kind() == Chunk.Kind.OVERLAP && !chunk.base().isEmpty() && !onlyRemoves(chunk);
    }

    private static boolean onlyRemoves(Chunk chunk) {
        return chunk.mineHunks().stream().allMatch(hunk -> hunk.sideLength() == 0)
                && chunk.theirsHunks().stream().allMatch(hunk -> hunk.sideLength() == 0);
    }

    private void write(Chunk chunk) {
        switch (chunk.kind()) {
            case STABLE -> weave.words(chunk.base().of(base));
            case MINE, BOTH -> weave.words(chunk.mine().of(earlier));
            case THEIRS -> weave.words(chunk.theirs().of(later));
            case OVERLAP -> writeOverlap(chunk);
        }
    }

    private void writeOverlap(Chunk chunk) {
        if (chunk.base().isEmpty()) {
            addBoth(chunk.mine().of(earlier), chunk.theirs().of(later));
        } else if (onlyRemoves(chunk)) {
            removeBoth(chunk);
        } else {
            decide(chunk.base().of(base), chunk.mine().of(earlier), chunk.theirs().of(later));
        }
    }

    private void addBoth(List<String> first, List<String> second) {
        if (endsLine(first) && endsLine(second)) {
            List<String> firstLines = Words.lines(String.join("", first));
            List<String> secondLines = Words.lines(String.join("", second));
            weave.words(Additions.join(firstLines, secondLines, Words::says, budget));
            return;
        }
        // What goes on in this line stays in it, beside a new line from the other.
        boolean swap = startsLine(first) && !hasBreak(second) || endsLine(second) && !hasBreak(first);
        weave.words(swap ? second : first);
        weave.words(swap ? first : second);
    }

    private static boolean hasBreak(List<String> words) {
        return words.stream().anyMatch(Words::isBreak);
    }

    private static boolean startsLine(List<String> words) {
        return Words.isBreak(words.get(0));
    }

    private static boolean endsLine(List<String> words) {
        return Words.isBreak(words.get(words.size() - 1));
    }

    private void removeBoth(Chunk chunk) {
        boolean[] removed = new boolean[base.size()];
        mark(chunk.mineHunks(), removed);
        mark(chunk.theirsHunks(), removed);
        for (int at = chunk.base().from(); at < chunk.base().to(); at++) {
            if (!removed[at]) {
                weave.words(base.subList(at, at + 1));
            }
        }
    }

    private static void mark(List<Hunk> hunks, boolean[] removed) {
        hunks.forEach(hunk -> Arrays.fill(removed, hunk.baseStart(), hunk.baseEnd(), true));
    }

    /** The later side's, but for how both begin and end alike; where one of them only says more, nothing is lost. */
    private void decide(List<String> was, List<String> loser, List<String> winner) {
        int head = equalHead(loser, winner);
        int tail = equalTail(loser, winner, head);
        List<String> loserRest = loser.subList(head, loser.size() - tail);
        List<String> winnerRest = winner.subList(head, winner.size() - tail);
        boolean alike = loser.subList(0, head).stream().anyMatch(Words::says)
                || loser.subList(loser.size() - tail, loser.size()).stream().anyMatch(Words::says);
        weave.words(winner.subList(0, head));
        if (alike && (loserRest.isEmpty() || winnerRest.isEmpty())) {
            weave.words(loserRest);
            weave.words(winnerRest);
        } else {
            weave.overlap(was, loserRest, winnerRest);
        }
        weave.words(winner.subList(winner.size() - tail, winner.size()));
    }

    private static int equalHead(List<String> one, List<String> other) {
        int length = Math.min(one.size(), other.size());
        int head = 0;
        while (head < length && one.get(head).equals(other.get(head))) {
            head++;
        }
        return head;
    }

    private static int equalTail(List<String> one, List<String> other, int head) {
        int length = Math.min(one.size(), other.size()) - head;
        int tail = 0;
        while (tail < length
                && one.get(one.size() - 1 - tail).equals(other.get(other.size() - 1 - tail))) {
            tail++;
        }
        return tail;
    }
}
