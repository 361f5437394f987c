package dev.syncline.service;

import dev.syncline.change.Change;
import dev.syncline.change.Outcome;
import dev.syncline.deadletter.DryRun;
import dev.syncline.deadletter.DryRunResult;
import dev.syncline.outbox.OutboxRecord;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers for a CREATE as the engine would where there is no record. */
@DefaultBean
@ApplicationScoped
class TestDryRun implements DryRun {

    @Override
    public DryRunResult dryRun(OutboxRecord record) {
        Change change = record.change();
        return new DryRunResult(Outcome.APPLIED, 1, change.data(), null, null, null);
    }
}
