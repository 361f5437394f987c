package dev.syncline.engine;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.change.Stamp;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.resolve.Decision;
import dev.syncline.resolve.EntityRules;
import dev.syncline.resolve.Refusal;
import dev.syncline.store.ConflictRow;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.Position;
import dev.syncline.store.RecordRow;
import dev.syncline.store.RevisionRow;
import dev.syncline.store.Writer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes the rows that a batch will write, each at its position. */
final class PlannedRows {

    private final WorkingSet store;
    private final BatchPlan.Draft plan;
    private final Supplier<UUID> newId;
    private final Position first;
    private final Instant now;
    private final Map<RecordKey, Position> recordPositions = new HashMap<>();
    private int ordinal;

    PlannedRows(WorkingSet store, BatchPlan.Draft plan, Supplier<UUID> newId, Position first, Instant now) {
        this.store = store;
        this.plan = plan;
        this.newId = newId;
        this.first = first;
        this.now = now;
    }

    Position nextPosition() {
        return new Position(first.epoch(), first.tx(), ordinal++);
    }

    /** Whether the entry is of this batch. */
    boolean hasWritten(LedgerEntry entry) {
        return entry.position().tx() == first.tx();
    }

    RecordRow write(BatchItem item, RecordRow replaced, Decision decision) {
        OutboxRecord outbox = item.outbox();
        RecordKey key = outbox.key();
        // A record written twice in a batch is one row, and both acks point to it.
        Position position = recordPositions.computeIfAbsent(key, written -> nextPosition());
        Writer writer = new Writer(
                outbox.origin().subject(),
                outbox.origin().clientId(),
                outbox.change().id(),
                now);
        RecordRow row = replaced == null
                ? new RecordRow(key.id(), key, decision.written(), position, writer, null, null)
                : replaced.replacedBy(decision.written(), position, writer);
        if (replaced != null) {
            plan.revisions.add(RevisionRow.replaced(replaced, now));
        }
        boolean isNew = replaced == null || plan.newRecords.containsKey(key);
        (isNew ? plan.newRecords : plan.changedRecords).put(key, row);
        store.put(row);
        return row;
    }

    UUID keepConflict(BatchItem item, EntityRules entityRules, RecordRow theirs, Decision decision) {
        UUID id = newId.get();
        plan.conflicts.add(new ConflictRow(
                id,
                item.outbox().origin(),
                item.outbox().key(),
                item.outbox().change(),
                entityRules.strategy().toString(),
                decision.outcome(),
                decision.conflict(),
                theirs.stored().version(),
                decision.version(),
                now));
        return id;
    }

    /**
     * The entry of a change as it was decided.
     *
     * @param after the record, or null where there is none
     */
    LedgerEntry entry(BatchItem item, Decision decision, Stamp stamp, RecordRow after, UUID conflictId) {
        PlannedEntry entry = new PlannedEntry(item, claim(item), decision.outcome(), nextPosition(), now)
                .version(decision.version())
                .stamp(stamp.millis());
        if (after != null) {
            entry.shownBy(after);
        }
        if (decision.conflict() != null) {
            entry.conflict(conflictId, decision.conflict().mine());
        }
        return entry.done();
    }

    /** The entry of a change that left its record as it is. */
    LedgerEntry unapplied(BatchItem item, Outcome outcome, Refusal refusal, String content) {
        RecordRow row = store.record(item.outbox().key());
        return new PlannedEntry(item, claim(item), outcome, nextPosition(), now)
                .version(row == null ? 0 : row.stored().version())
                .refusal(refusal)
                .content(content)
                .done();
    }

    /** 0 for the change that came first with the id, which may still be parked. */
    private int claim(BatchItem item) {
        if (item.entryToChange() != null) {
            return item.entryToChange().claim();
        }
        if (!store.isTaken(item.changeKey())) {
            return 0;
        }
        return 1
                + store.claims(item.changeKey()).stream()
                        .mapToInt(LedgerEntry::claim)
                        .max()
                        .orElse(0);
    }

    /** The dead letter that an item becomes, or stays. */
    DeadLetterRow letter(BatchItem item, ErrorCode cause, String detail, String exception) {
        if (item.redriven() != null) {
            return item.redriven().letter().failedAgain(cause, detail, exception, now);
        }
        OutboxRecord outbox = item.outbox();
        return new DeadLetterRow(
                newId.get(),
                DeadLetterRow.State.PENDING,
                0,
                outbox == null ? null : outbox.origin(),
                outbox == null ? null : outbox.key(),
                outbox == null ? null : outbox.change().id(),
                cause,
                detail,
                exception,
                item.message(),
                outbox == null ? null : outbox.receivedAt(),
                now);
    }
}
