package dev.syncline.engine;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Outcome;
import dev.syncline.change.Stamp;
import dev.syncline.json.JsonWriter;
import dev.syncline.outbox.ChangeJson;
import dev.syncline.outbox.DeadLetterOrder;
import dev.syncline.resolve.Decision;
import dev.syncline.resolve.EntityRules;
import dev.syncline.resolve.Refusal;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.RecordRow;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** What became of each change, and its answer: as it was decided, rejected, a dead letter, or what it was before. */
final class Outcomes {

    private final WorkingSet store;
    private final BatchPlan.Draft plan;
    private final PlannedRows rows;
    private final Chains chains;
    private final Set<ChangeKey> answeredAgain = new HashSet<>();

    Outcomes(WorkingSet store, BatchPlan.Draft plan, PlannedRows rows, Chains chains) {
        this.store = store;
        this.plan = plan;
        this.rows = rows;
        this.chains = chains;
    }

    void answerAgain(BatchItem item, LedgerEntry entry) {
        if (!rows.hasWritten(entry) && answeredAgain.add(item.changeKey())) {
            plan.answeredAgain.add(entry.at(rows.nextPosition()));
        }
        plan.answers.add(item.answer(entry));
    }

    void decided(BatchItem item, EntityRules entityRules, RecordRow row, Stamp stamp, Decision decision) {
        RecordRow after = decision.written() == null ? row : rows.write(item, row, decision);
        UUID conflictId = decision.conflict() == null ? null : rows.keepConflict(item, entityRules, row, decision);
        LedgerEntry entry = rows.entry(item, decision, stamp, after, conflictId);
        settle(item, entityRules.strategy().toString(), entry);
    }

    void reject(BatchItem item, Refusal refusal) {
        String content = JsonWriter.write(ChangeJson.toJson(item.outbox().change()));
        settle(item, BatchPlan.Resolved.NO_STRATEGY, rows.unapplied(item, Outcome.REJECTED, refusal, content));
    }

    /** What the service failed on becomes a dead letter, or stays the one it was. */
    void fail(BatchItem item, ErrorCode cause, String detail, String exception) {
        DeadLetterRow letter = rows.letter(item, cause, detail, exception);
        if (item.redriven() == null) {
            plan.newLetters.add(letter);
        } else {
            change(letter);
        }
        plan.lettersToPublish.add(letter);
        if (item.readable()) {
            settle(
                    item,
                    BatchPlan.Resolved.NO_STRATEGY,
                    rows.unapplied(item, Outcome.DEAD_LETTERED, new Refusal(cause, detail), null));
        }
    }

    void change(DeadLetterRow letter) {
        plan.changedLetters.removeIf(row -> row.id().equals(letter.id()));
        plan.changedLetters.add(letter);
        store.put(letter);
    }

    private void settle(BatchItem item, String strategy, LedgerEntry entry) {
        boolean replaces = item.entryToChange() != null;
        (replaces ? plan.changedOutcomes : plan.ledger).add(entry);
        store.put(entry);
        plan.answers.add(item.answer(entry));
        plan.resolved.add(new BatchPlan.Resolved(entry.key().entity(), entry.outcome(), strategy));
        if (entry.outcome() == Outcome.DEAD_LETTERED) {
            return;
        }
        if (replaces && item.order().kind() == DeadLetterOrder.Kind.REDRIVE) {
            change(item.redriven().letter().in(DeadLetterRow.State.RESOLVED));
        }
        if (entry.claim() == 0) {
            chains.settled(item.changeKey());
        }
    }
}
