package dev.syncline.engine;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Outcome;
import dev.syncline.deadletter.DryRun;
import dev.syncline.deadletter.DryRunResult;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.resolve.Decision;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.RecordRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Map;

/** Plans a change as the engine would, and tells the plan instead of performing it. */
@ApplicationScoped
public class PlannedDryRun implements DryRun {

    @Inject
    BatchTransaction transaction;

    @Override
    public DryRunResult dryRun(OutboxRecord change) {
        try {
            BatchPlan plan = transaction.dryRun(BatchItem.of(change));
            return plan.ledger.isEmpty() ? waits() : result(plan, change);
        } catch (SQLException e) {
            throw new BatchFailedException(e);
        }
    }

    private static DryRunResult waits() {
        return new DryRunResult(
                Outcome.DEAD_LETTERED,
                0,
                null,
                null,
                ErrorCode.PREDECESSOR_MISSING,
                "the change named by after has no final outcome yet");
    }

    private static DryRunResult result(BatchPlan plan, OutboxRecord change) {
        LedgerEntry entry = plan.ledger.get(0);
        RecordRow written = plan.newRecords.getOrDefault(change.key(), plan.changedRecords.get(change.key()));
        Map<String, Object> data =
                written == null ? entry.result() : written.stored().state().liveData();
        Decision.Conflict conflict =
                plan.conflicts.isEmpty() ? null : plan.conflicts.get(0).conflict();
        return new DryRunResult(entry.outcome(), entry.version(), data, conflict, entry.code(), entry.detail());
    }
}
