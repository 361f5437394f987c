package dev.syncline.access;

import dev.syncline.change.ChangeType;
import dev.syncline.change.RecordKey;
import dev.syncline.security.Caller;

/**
 * Decides about every read and write of a record. An application that shares records more narrowly than by tenant
 * brings a bean of its own; it is asked often and on any thread, so it answers from memory.
 */
public interface AccessPolicy {

    /** A record that may not be read looks as if it were not there. */
    boolean mayRead(Caller caller, RecordKey record);

    boolean mayWrite(Caller caller, RecordKey record, ChangeType change);
}
