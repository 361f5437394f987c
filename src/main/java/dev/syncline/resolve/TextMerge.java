package dev.syncline.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Three-way merge of texts: by lines as git merge-file does, by words where lines overlap, and the later stamp takes what
 * truly overlaps. The cost is bounded; beyond the bound the whole text is one overlap.
 */
public final class TextMerge {

    // Enough for some two thousand lines that moved about, or for a quarter of a million words with few changes.
    private static final long LINE_STEPS = 4_000_000;
    private static final long WORD_STEPS = 3_000_000;

    /** The side whose words stand in the merged text. */
    public enum Winner {
        MINE,
        THEIRS
    }

    /** Words or lines that both sides changed differently. */
    public record Overlap(String base, String mine, String theirs, Winner winner) {}

    public record Result(String text, List<Overlap> overlaps) {}

    private final String base;
    private final String earlier;
    private final String later;
    private final String terminator;
    private final Weave weave = new Weave();
    private final Budget words = new Budget(WORD_STEPS);

    private TextMerge(String base, String earlier, String later) {
        this.base = base;
        this.earlier = earlier;
        this.later = later;
        this.terminator = base.contains("\r\n") || earlier.contains("\r\n") ? "\r\n" : "\n";
    }

    public static Result merge(String base, String mine, String theirs, boolean mineIsLater) {
        if (mine.equals(theirs) || base.equals(theirs)) {
            return new Result(mine, List.of());
        }
        if (base.equals(mine)) {
            return new Result(theirs, List.of());
        }
        // From here on only the stamps tell the sides apart, so that both devices come to the same text.
        TextMerge merge = new TextMerge(base, mineIsLater ? theirs : mine, mineIsLater ? mine : theirs);
        merge.mergeLines();
        List<Overlap> overlaps = merge.weave.lost().stream()
                .map(lost -> mineIsLater
                        ? new Overlap(lost.base(), lost.later(), lost.earlier(), Winner.MINE)
                        : new Overlap(lost.base(), lost.earlier(), lost.later(), Winner.THEIRS))
                .toList();
        return new Result(merge.weave.text(), overlaps);
    }

    private void mergeLines() {
        List<String> baseLines = Words.lines(base);
        List<String> earlierLines = Words.lines(earlier);
        List<String> laterLines = Words.lines(later);
        Optional<List<Chunk>> chunks = SequenceMerge.merge(
                baseLines, earlierLines, laterLines, SequenceMerge.Touching.OVERLAPS, new Budget(LINE_STEPS));
        if (chunks.isEmpty()) {
            weave.overlap(List.of(base), List.of(earlier), List.of(later));
            return;
        }
        for (Chunk chunk : chunks.get()) {
            switch (chunk.kind()) {
                case STABLE -> weave.lines(chunk.base().of(baseLines));
                case MINE, BOTH -> weave.lines(chunk.mine().of(earlierLines));
                case THEIRS -> weave.lines(chunk.theirs().of(laterLines));
                case OVERLAP ->
                    mergeOverlap(
                            chunk,
                            chunk.base().of(baseLines),
                            chunk.mine().of(earlierLines),
                            chunk.theirs().of(laterLines));
            }
        }
    }

    private void mergeOverlap(Chunk chunk, List<String> inBase, List<String> inEarlier, List<String> inLater) {
        boolean open = isOpen(inBase) || isOpen(inEarlier) || isOpen(inLater);
        // A missing last terminator would make equal lines differ; it is put on, and merged as a property of the text.
        mergeClosed(closed(inBase), closed(inEarlier), closed(inLater));
        // What one wrote on a blank line that the other removed is a line still.
        weave.endLine(terminator);
        if (open && isOpenNow(removesEnd(chunk, chunk.mineHunks()), removesEnd(chunk, chunk.theirsHunks()))) {
            weave.openEnd();
        }
    }

    // Who removed the last line said nothing of its end; the other's is as that one wrote it, if it is still there.
    private boolean isOpenNow(boolean earlierRemovedEnd, boolean laterRemovedEnd) {
        if (earlierRemovedEnd || laterRemovedEnd) {
            String other = earlierRemovedEnd ? later : earlier;
            return isOpen(other) && weave.lastLineIs(other.substring(other.lastIndexOf('\n') + 1));
        }
        boolean earlierChanged = !base.isEmpty() && isOpen(earlier) != isOpen(base);
        return isOpen(earlierChanged ? earlier : later);
    }

    private static boolean removesEnd(Chunk chunk, List<Hunk> hunks) {
        Hunk last = hunks.get(hunks.size() - 1);
        return last.sideLength() == 0 && last.baseEnd() == chunk.base().to();
    }

    private void mergeClosed(List<String> inBase, List<String> inEarlier, List<String> inLater) {
        if (inBase.isEmpty()) {
            weave.lines(Additions.ofLines(inEarlier, inLater, words));
        } else {
            WordMerge.merge(inBase, inEarlier, inLater, weave, words);
        }
    }

    private static boolean isOpen(List<String> lines) {
        return !lines.isEmpty() && isOpen(lines.get(lines.size() - 1));
    }

    private static boolean isOpen(String text) {
        return !text.isEmpty() && !text.endsWith("\n");
    }

    private List<String> closed(List<String> lines) {
        if (!isOpen(lines)) {
            return lines;
        }
        List<String> closed = new ArrayList<>(lines);
        closed.set(lines.size() - 1, lines.get(lines.size() - 1) + terminator);
        return closed;
    }
}
