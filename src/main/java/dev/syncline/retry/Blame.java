package dev.syncline.retry;

/** Who did it. */
public enum Blame {
    /** The database or the broker: the same call can succeed later. */
    ENVIRONMENT,
    /** Another transaction: the same call can succeed at once. */
    CONTENTION,
    /** A value: the same call fails again, however often. */
    ITEM,
    /** The service itself, which ends. */
    STOPPING
}
