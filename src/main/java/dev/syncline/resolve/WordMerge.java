package dev.syncline.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * Merges by words the lines that both sides changed. What only one side changed is taken, what both added at one place is
 * kept from both, what both removed in part is gone; only words that both changed differently are decided by the stamp.
 */
final class WordMerge {

    // A line that keeps less of its letters from the base is a new line, and its few common words are an accident.
    private static final int KEPT_AT_LEAST_ONE_IN = 3;

    // What cutting and numbering a word costs, measured in steps of a search.
    private static final long STEPS_PER_WORD = 10;

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
        List<List<String>> cut = new ArrayList<>();
        for (List<String> lines : List.of(base, earlier, later)) {
            List<String> words = Words.words(lines);
            if (!budget.spend(STEPS_PER_WORD * words.size())) {
                weave.overlap(base, earlier, later);
                return;
            }
            cut.add(words);
        }
        WordMerge merge = new WordMerge(cut.get(0), cut.get(1), cut.get(2), weave, budget);
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
        IntPredicate isBreak = word -> word == feed || word == returnFeed;
        Optional<List<Hunk>> earlierHunks = Diff.between(inBase, inEarlier, isBreak, budget);
        Optional<List<Hunk>> laterHunks = Diff.between(inBase, inLater, isBreak, budget);
        if (earlierHunks.isEmpty() || laterHunks.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(SequenceMerge.merge(
                inBase,
                inEarlier,
                inLater,
                oneLine ? earlierHunks.get() : byLines(earlier, earlierHunks.get()),
                oneLine ? laterHunks.get() : byLines(later, laterHunks.get()),
                SequenceMerge.Touching.IS_APART,
                (one, other) -> isSameAddition(one.of(earlier), other.of(later))));
    }

    private static boolean isSameAddition(List<String> first, List<String> second) {
        List<String> shorter = first.size() < second.size() ? first : second;
        return shorter.stream().anyMatch(Words::says)
                && endsLine(first) == endsLine(second)
                && Sequences.oneIsMore(first, second);
    }

    /** The same difference with whole lines told from changes within a line. */
    private List<Hunk> byLines(List<String> side, List<Hunk> hunks) {
        boolean[] removed = new boolean[base.size()];
        boolean[] added = new boolean[side.size()];
        for (Hunk hunk : hunks) {
            Arrays.fill(removed, hunk.baseStart(), hunk.baseEnd(), true);
            Arrays.fill(added, hunk.sideStart(), hunk.sideEnd(), true);
            endFirstLine(hunk, side, removed, added);
        }
        dropAccidents(side, Diff.hunks(removed, added), removed, added);
        return Diff.hunks(removed, added);
    }

    /**
     * Where a line's last words changed and lines were added or removed below it, the break after it all could as well be
     * the one after these words; then the lines stand for themselves.
     */
    private void endFirstLine(Hunk hunk, List<String> side, boolean[] removed, boolean[] added) {
        if (hunk.baseEnd() == base.size() || !Words.isBreak(base.get(hunk.baseEnd()))) {
            return;
        }
        String end = base.get(hunk.baseEnd());
        int inBase = base.subList(hunk.baseStart(), hunk.baseEnd()).indexOf(end);
        int inSide = side.subList(hunk.sideStart(), hunk.sideEnd()).indexOf(end);
        if (inBase < 0 && inSide >= 0) {
            added[hunk.sideStart() + inSide] = false;
            added[hunk.sideEnd()] = true;
        } else if (inSide < 0 && inBase >= 0) {
            removed[hunk.baseStart() + inBase] = false;
            removed[hunk.baseEnd()] = true;
        }
    }

    private void dropAccidents(List<String> side, List<Hunk> hunks, boolean[] removed, boolean[] added) {
        int[] partners = partners(side.size(), hunks);
        int start = 0;
        while (start < side.size()) {
            int end = lineEnd(side, start);
            if (isNew(side, start, end, added)) {
                for (int at = start; at < end; at++) {
                    if (!added[at] && !endsBlankLine(partners[at])) {
                        added[at] = true;
                        removed[partners[at]] = true;
                    }
                }
            }
            start = end;
        }
    }

    // A line written where a blank one was keeps that one's end.
    private boolean endsBlankLine(int at) {
        return Words.isBreak(base.get(at)) && isLineStart(at);
    }

    private boolean isLineStart(int at) {
        return at == 0 || Words.isBreak(base.get(at - 1));
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
        return chunk.kind() == Chunk.Kind.STABLE
                && chunk.base().of(base).stream().noneMatch(Words::says);
    }

    private static Chunk spanning(Chunk first, Chunk last) {
        return new Chunk(
                Chunk.Kind.OVERLAP,
                new Span(first.base().from(), last.base().to()),
                new Span(first.mine().from(), last.mine().to()),
                new Span(first.theirs().from(), last.theirs().to()),
                concat(first.mineHunks(), last.mineHunks()),
                concat(first.theirsHunks(), last.theirsHunks()));
    }

    private static List<Hunk> concat(List<Hunk> first, List<Hunk> last) {
        return Stream.concat(first.stream(), last.stream()).toList();
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
            addBoth(chunk);
        } else if (onlyRemoves(chunk)) {
            removeBoth(chunk);
        } else if (!(chunk.oneOnlyAdds() && addOnce(chunk))) {
            decide(chunk);
        }
    }

    /** What one side added at a place, and the other in place of what was there; false where it is not the same. */
    private boolean addOnce(Chunk chunk) {
        List<String> first = Hunk.added(chunk.mineHunks(), earlier);
        List<String> second = Hunk.added(chunk.theirsHunks(), later);
        boolean same = isSameAddition(first, second);
        if (same) {
            weave.words(Words.saying(first) > Words.saying(second) ? first : second);
        }
        return same;
    }

    private void addBoth(Chunk chunk) {
        List<String> first = chunk.mine().of(earlier);
        List<String> second = chunk.theirs().of(later);
        int next = chunk.base().to();
        if (endsLine(first) && endsLine(second)) {
            addLines(String.join("", first), String.join("", second));
        } else if (next < base.size() && endsBlankLine(next)) {
            // Both wrote on a blank line: these are two lines now.
            String terminator = base.get(next);
            addLines(String.join("", first) + terminator, String.join("", second) + terminator);
            weave.openEnd();
        } else {
            addInLine(first, second);
        }
    }

    private void addLines(String first, String second) {
        weave.lines(Additions.ofLines(Words.lines(first), Words.lines(second), budget));
    }

    // What goes on in this line stays in it, beside a new line from the other.
    private void addInLine(List<String> first, List<String> second) {
        int head = Sequences.equalHead(first, second);
        int shared = head + Sequences.equalTail(first, second, head);
        if (shared == Math.min(first.size(), second.size())) {
            weave.words(first.size() > second.size() ? first : second);
            return;
        }
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
    private void decide(Chunk chunk) {
        List<String> was = chunk.base().of(base);
        List<String> loser = chunk.mine().of(earlier);
        List<String> winner = chunk.theirs().of(later);
        int head = Sequences.equalHead(loser, winner);
        int tail = Sequences.equalTail(loser, winner, head);
        Span loserRest = chunk.mine().without(head, tail);
        Span winnerRest = chunk.theirs().without(head, tail);
        boolean alike = Words.saying(winner.subList(0, head)) > 0
                || Words.saying(winner.subList(winner.size() - tail, winner.size())) > 0;
        Surplus surplus = Surplus.MIXED;
        if (alike && winnerRest.isEmpty()) {
            surplus = surplus(was, earlier, loserRest, chunk.mineHunks());
        } else if (alike && loserRest.isEmpty()) {
            surplus = surplus(was, later, winnerRest, chunk.theirsHunks());
        }
        weave.words(winner.subList(0, head));
        switch (surplus) {
            case ADDED -> {
                weave.words(loserRest.of(earlier));
                weave.words(winnerRest.of(later));
            }
            case KEPT -> {}
            case MIXED -> weave.overlap(was, loserRest.of(earlier), winnerRest.of(later));
        }
        weave.words(winner.subList(winner.size() - tail, winner.size()));
    }

    /** Where the words are from that one side has beyond the other's. */
    private enum Surplus {
        /** That side put them there: it says more. */
        ADDED,
        /** They are the base's, and the other side removed them. */
        KEPT,
        /** The other side removed what that one edited. */
        MIXED
    }

    private static Surplus surplus(List<String> was, List<String> side, Span rest, List<Hunk> hunks) {
        List<String> words = rest.of(side);
        if (standsIn(was, words)) {
            return Surplus.KEPT;
        }
        boolean[] isNew = new boolean[side.size()];
        hunks.forEach(hunk -> Arrays.fill(isNew, hunk.sideStart(), hunk.sideEnd(), true));
        Set<String> linesThen = Set.copyOf(lines(was));
        int at = rest.from();
        boolean isKept = false;
        for (String line : lines(words)) {
            // Of a line that moved among others the diff may have found a break's partner instead.
            boolean isOld = linesThen.contains(line);
            for (int end = lineEnd(side, at); at < Math.min(end, rest.to()); at++) {
                isKept |= Words.says(side.get(at)) && (isOld || !isNew[at]);
            }
        }
        return isKept ? Surplus.MIXED : Surplus.ADDED;
    }

    /** Whether the base has these words, and in this order; blanks and marks count where there is nothing else. */
    private static boolean standsIn(List<String> was, List<String> words) {
        boolean anySays = Words.saying(words) > 0;
        Iterator<String> old = was.iterator();
        for (String word : words) {
            boolean found = anySays && !Words.says(word);
            while (!found && old.hasNext()) {
                found = old.next().equals(word);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static List<String> lines(List<String> words) {
        return Words.lines(String.join("", words));
    }
}
