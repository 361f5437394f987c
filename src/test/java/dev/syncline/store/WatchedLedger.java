package dev.syncline.store;

import dev.syncline.change.Origin;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.inject.Vetoed;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The ledger's queries, counting how often a page of acks is read; a test can have one fail. */
@Vetoed
public class WatchedLedger extends LedgerQueries {

    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicReference<Error> failure = new AtomicReference<>();

    public WatchedLedger(AgroalDataSource database) {
        super(database);
    }

    @Override
    public AckPage after(Origin client, Position position, int limit, long maxBytes) throws SQLException {
        reads.incrementAndGet();
        Error error = failure.getAndSet(null);
        if (error != null) {
            throw error;
        }
        return super.after(client, position, limit, maxBytes);
    }

    public int reads() {
        return reads.get();
    }

    public void failOnce(Error error) {
        failure.set(error);
    }
}
