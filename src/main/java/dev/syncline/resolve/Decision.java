package dev.syncline.resolve;

import dev.syncline.change.Outcome;
import java.util.List;

/**
 * What shall become of a change; nothing has been done yet.
 *
 * @param written the record as it shall be stored, or null where it stays as it is
 * @param version the record's version afterwards, 0 where there is none
 * @param conflict what to keep of a change that was not a fast-forward, or null
 * @param refusal why it is {@link Outcome#REJECTED}, else null
 */
public record Decision(Outcome outcome, Stored written, long version, Conflict conflict, Refusal refusal) {

    /** How a conflict was settled. */
    public enum Settled {
        /** Both sides' writes are in the result, and nothing was lost. */
        MERGED(Outcome.MERGED),
        /** The result has values of both, but for those that lost. */
        MERGED_WITH_LOSS(Outcome.MERGED),
        /** This change took the record. */
        MINE(Outcome.APPLIED),
        /** What was stored stays. */
        THEIRS(Outcome.SUPERSEDED);

        private final Outcome outcome;

        Settled(Outcome outcome) {
            this.outcome = outcome;
        }

        /** What the client is told. */
        Outcome outcome() {
            return outcome;
        }
    }

    /**
     * A change that was not a fast-forward.
     *
     * @param base the ancestor, or null where there was none or it is not kept
     * @param mine the client's state; null where the change is a patch on a base that is not kept
     * @param theirs the stored state
     * @param result the state afterwards
     * @param lost every value that is not in the result though one side wrote it
     */
    public record Conflict(State base, State mine, State theirs, State result, Settled settled, List<Lost> lost) {}

    static Decision fastForward(Stored written) {
        return new Decision(Outcome.APPLIED, written, written.version(), null, null);
    }

    static Decision nothingToDo(Stored stored) {
        return new Decision(Outcome.APPLIED, null, stored == null ? 0 : stored.version(), null, null);
    }

    static Decision rejected(Stored stored, Refusal refusal) {
        return new Decision(Outcome.REJECTED, null, stored == null ? 0 : stored.version(), null, refusal);
    }
}
