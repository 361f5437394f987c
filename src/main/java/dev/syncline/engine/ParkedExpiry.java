package dev.syncline.engine;

import dev.syncline.retry.Backend;
import dev.syncline.retry.NetworkMonitor;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/** Makes dead letters of changes that waited too long for a predecessor which never came. */
@ApplicationScoped
public class ParkedExpiry {

    private static final Logger LOG = Logger.getLogger(ParkedExpiry.class);
    private static final int AT_ONCE = 100;

    @Inject
    BatchTransaction transaction;

    @Inject
    BatchAttempts attempts;

    @Inject
    NetworkMonitor network;

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        if (!network.online(Backend.DATABASE) || !network.online(Backend.BROKER)) {
            return;
        }
        try {
            BatchTransaction.Result result = transaction.expireParked(AT_ONCE);
            if (!result.plan().ledger.isEmpty()) {
                attempts.tell(result);
                attempts.publish(result);
            }
        } catch (SQLException e) {
            LOG.debug("parked changes could not be looked through; the next look will", e);
        }
    }
}
