package dev.syncline.store;

/** What somebody did with a dead letter. */
public enum DeadLetterAction {
    /** Sent again as it was. */
    REDRIVE,
    /** Sent again with other content. */
    EDIT,
    /** Given up. */
    DISCARD
}
