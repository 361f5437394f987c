package dev.syncline.resolve;

/** How a field changed on both sides is merged. */
public enum FieldType {
    TEXT,
    SET,
    LIST,
    COUNTER,
    MAX,
    MIN
}
