package dev.syncline.engine;

import dev.syncline.change.ErrorCode;
import dev.syncline.outbox.OutboxDepth;
import dev.syncline.outbox.QueueSample;
import dev.syncline.progress.EngineGate;
import dev.syncline.retry.Backend;
import dev.syncline.retry.Blame;
import dev.syncline.retry.FailureTable;
import dev.syncline.retry.ItemFault;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
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
            while (gate.isOpen() && network.online(Backend.DATABASE) && network.online(Backend.BROKER)) {
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

    private void endWait(List<ParkedRow> rows) {
        endWait(rows, true);
    }

    private void endWait(List<ParkedRow> rows, boolean releasing) {
        attempt(() -> transaction.endWait(rows, releasing), failure -> failed(rows, failure))
                .ifPresent(result -> {
                    answer(result);
                    if (!result.plan().left.isEmpty()) {
                        endWait(result.plan().left);
                    }
                });
    }

    /** Where they fail together, each by itself: what one fails for keeps none of the others. */
    private void failed(List<ParkedRow> rows, Exception failure) {
        if (rows.size() > 1) {
            LOG.debug("parked changes could not go on together", failure);
            rows.forEach(row -> endWait(List.of(row)));
        } else if (ReleasingFailedException.isIn(failure)) {
            endWait(rows, false);
        } else {
            failed(rows.get(0), failure);
        }
    }

    private void failed(ParkedRow row, Exception failure) {
        if (FailureTable.of(failure).blame() == Blame.ITEM) {
            whole(row)
                    .ifPresent(whole -> Isolation.setAside(
                            BatchItem.of(whole),
                            new ItemFault(failure, false),
                            (item, cause, detail, exception) -> giveUp(row, item, cause, detail, exception)));
        } else {
            notYet(row, failure);
        }
    }

    /** What becomes a dead letter keeps its content. */
    private Optional<ParkedRow> whole(ParkedRow row) {
        return attempt(() -> transaction.whole(row), failure -> notYet(row, failure))
                .flatMap(Function.identity());
    }

    private void giveUp(ParkedRow row, BatchItem item, ErrorCode cause, String detail, String exception) {
        attempt(() -> transaction.giveUp(row, item, cause, detail, exception), failure -> {
                    if (item.readable() && FailureTable.of(failure).blame() == Blame.ITEM) {
                        throw new ItemFault(failure, false);
                    }
                    notYet(row, failure);
                })
                .ifPresent(this::answer);
    }

    private static <T> Optional<T> attempt(Callable<T> work, Consumer<Exception> failed) {
        T done;
        try {
            done = work.call();
        } catch (StoppingException e) {
            throw e;
        } catch (Exception e) {
            failed.accept(e);
            return Optional.empty();
        }
        return Optional.of(done);
    }

    private static void notYet(ParkedRow row, Exception failure) {
        LOG.warnf(failure, "a parked change could not go on, yet: changeId=%s", row.changeId());
    }

    private void answer(BatchTransaction.Result result) {
        metrics.decided(result.plan());
        attempts.tell(result);
        attempts.publish(result);
        metrics.answered(result.plan());
    }
}
