package dev.syncline.resolve;

import java.util.List;

/** A stretch of a three-way merge: what it is in base, mine and theirs, who changed it, and by which hunks. */
record Chunk(Kind kind, Span base, Span mine, Span theirs, List<Hunk> mineHunks, List<Hunk> theirsHunks) {

    enum Kind {
        /** The same in all three. */
        STABLE,
        /** Changed by mine only. */
        MINE,
        /** Changed by theirs only. */
        THEIRS,
        /** Changed by both to the same. */
        BOTH,
        /** Changed by both, differently. */
        OVERLAP
    }

    /** Whether one side only added to what the other replaced. */
    boolean oneOnlyAdds() {
        return onlyAdds(mineHunks) || onlyAdds(theirsHunks);
    }

    private static boolean onlyAdds(List<Hunk> hunks) {
        return hunks.stream().allMatch(hunk -> hunk.baseLength() == 0);
    }
}
