package dev.syncline.retry;

import java.util.Locale;

/** What Syncline stands on, and what can be away. */
public enum Backend {
    DATABASE,
    BROKER;

    /** As metrics and logs name it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
