package dev.syncline.resolve;

/** How a field merges when both sides changed it. */
public enum FieldType {
    /** By lines, by words where lines overlap. */
    TEXT,
    /** The adds and removes of both; order means nothing. */
    SET,
    /** An order-keeping merge of both sides' inserts and removes. */
    LIST,
    /** The deltas of both. */
    COUNTER,
    MAX,
    MIN
}
