package dev.syncline.retry;

import java.util.Locale;

/** Why a call failed, in the few words that metrics and the status use. */
public enum Cause {
    DATABASE,
    BROKER,
    TIMEOUT,
    CONTENTION,
    CIRCUIT,
    OTHER;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
