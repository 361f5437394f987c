package dev.syncline.change;

/** What became of a change. */
public enum Outcome {
    /** The record is now as sent. */
    APPLIED,
    /** Combined with what others wrote. */
    MERGED,
    /** Another write won; the conflict keeps this one's. */
    SUPERSEDED,
    /** Can never be applied. */
    REJECTED,
    /** The service failed on it; not final until redriven or discarded. */
    DEAD_LETTERED;

    /** Whether the client takes the server's state instead of its own. */
    public boolean carriesData() {
        return this == MERGED || this == SUPERSEDED;
    }
}
