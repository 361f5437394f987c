package dev.syncline.bench;

import dev.syncline.embedded.Database;

/** A database that stands still until it is closed: it answers nothing, and fails nothing. */
final class FrozenDatabase implements AutoCloseable {

    private final Database database;

    private FrozenDatabase(Database database) {
        this.database = database;
        database.freeze();
    }

    static FrozenDatabase of(Database database) {
        return new FrozenDatabase(database);
    }

    @Override
    public void close() {
        database.thaw();
    }
}
