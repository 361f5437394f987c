package dev.syncline.change;

/** What a client did to a record. */
public enum ChangeType {
    CREATE,
    UPDATE,
    DELETE
}
