package dev.syncline.retry;

import java.sql.SQLException;

/** The database takes no writes, as a standby or one that was told to refuse them. */
public final class ReadOnlyDatabaseException extends SQLException {

    private static final long serialVersionUID = 1L;

    // As a write would fail with.
    private static final String STATE = "25006";

    public ReadOnlyDatabaseException() {
        super("the database takes no writes", STATE);
    }
}
