package dev.syncline.store;

/** Where a dead letter is. */
public enum DeadLetterState {
    /** It waits for somebody. */
    PENDING,
    /** On its way through the outbox again. */
    SENT,
    /** Its change got a final outcome. */
    RESOLVED,
    /** It was given up. */
    DISCARDED;

    public boolean isFinal() {
        return this == RESOLVED || this == DISCARDED;
    }
}
