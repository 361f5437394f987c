package dev.syncline.engine;

import dev.syncline.outbox.OutboxDepth;
import dev.syncline.outbox.QueueSample;
import dev.syncline.progress.EngineGate;
import dev.syncline.retry.Backend;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.retry.StoppingException;
import dev.syncline.settings.Settings;
import dev.syncline.store.ParkedRow;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Ends the wait of changes that no batch goes on with: what they wait for came to its outcome without them, or never came,
 * which makes dead letters of them.
 */
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

    @Inject
    EngineMetrics metrics;

    @Inject
    EngineGate gate;

    @Inject
    OutboxDepth outbox;

    @Inject
    Settings settings;

    @Scheduled(every = "{syncline.chain.recheck}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        try {
            ParkedRow last = null;
            while (!gate.paused() && network.online(Backend.DATABASE) && network.online(Backend.BROKER)) {
                List<ParkedRow> waiting = transaction.waitedEnough(last, missingBefore(), AT_ONCE);
                if (waiting.isEmpty()) {
                    return;
                }
                endWait(waiting);
                last = waiting.get(waiting.size() - 1);
            }
        } catch (SQLException e) {
            LOG.debug("parked changes could not be looked through; the next look will", e);
        } catch (StoppingException e) {
            LOG.debug("parked changes wait for the next start");
        }
    }

    /** Counted from what is read, not from now: what is still unread may be what they wait for. */
    private Instant missingBefore() {
        return outbox.latest()
                .flatMap(QueueSample::processedUntil)
                .map(until -> until.minus(settings.chain().maxWait()))
                .orElse(Instant.EPOCH);
    }

    /** Where they fail together, each by itself: what one fails for keeps none of the others. */
    private void endWait(List<ParkedRow> rows) {
        BatchTransaction.Result result;
        try {
            result = transaction.endWait(rows);
        } catch (StoppingException e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            if (rows.size() == 1) {
                LOG.warnf(
                        e,
                        "a parked change could not go on, yet: changeId=%s",
                        rows.get(0).changeId());
            } else {
                LOG.debug("parked changes could not go on together", e);
                rows.forEach(row -> endWait(List.of(row)));
            }
            return;
        }
        metrics.decided(result.plan());
        attempts.tell(result);
        attempts.publish(result);
        metrics.answered(result.plan());
        if (!result.plan().left.isEmpty()) {
            endWait(result.plan().left);
        }
    }
}
