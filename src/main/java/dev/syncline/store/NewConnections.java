package dev.syncline.store;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;

/**
 * Has the epoch looked at on each connection that the pool makes, before anybody gets it: what restores a database or
 * brings another in its place ends the connections that there were, so nothing is read or written under an epoch that is
 * over, and no statement asks for it.
 */
@ApplicationScoped
public class NewConnections implements AgroalPoolInterceptor {

    private final Epochs epochs;

    NewConnections(Epochs epochs) {
        this.epochs = epochs;
    }

    @Override
    public void onConnectionCreate(Connection connection) {
        // Before, there may be no tables.
        if (epochs.current() == null) {
            return;
        }
        try {
            epochs.look(connection);
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            NewConnections.<RuntimeException>fail(e);
        }
    }

    /** The pool forgets what it could not make, and does not close it. */
    private static void close(Connection connection, Exception why) {
        try {
            connection.unwrap(BaseConnection.class).close();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    // Who waits for the connection is to get what it would get had the server refused it.
    @SuppressWarnings("unchecked")
    private static <E extends Exception> void fail(Exception why) throws E {
        throw (E) why;
    }
}
