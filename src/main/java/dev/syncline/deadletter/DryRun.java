package dev.syncline.deadletter;

import dev.syncline.outbox.OutboxRecord;

/** Tells what would become of a change now; nothing is written. */
public interface DryRun {

    DryRunResult dryRun(OutboxRecord change);
}
