package dev.syncline.outbox;

/** Counts what is processed, by whichever instance, since the queue was last empty, from looks at the offsets. */
final class Drain {

    private static final long NEVER = -1;

    private long empty = NEVER;
    private long met = NEVER;

    /**
     * How many were processed as of this look; where nobody ever saw the queue empty, since the first look.
     *
     * @param applied the sum of the partitions' next offsets
     * @param knownEmpty the same where any instance saw the queue empty, or -1 where none did
     */
    long seen(long applied, long depth, long knownEmpty) {
        // Offsets that go back are those of a restored database or a topic made anew.
        if (depth == 0 || applied < empty) {
            empty = applied;
        }
        if (met == NEVER || applied < met) {
            met = applied;
        }
        long last = Math.max(empty, knownEmpty > applied ? NEVER : knownEmpty);
        return applied - (last == NEVER ? met : last);
    }
}
