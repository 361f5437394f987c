package dev.syncline.engine;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Outcome;
import dev.syncline.resolve.ConflictResolver;
import dev.syncline.resolve.EntityRules;
import dev.syncline.store.BatchReads;
import dev.syncline.store.BatchTooLargeException;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.ParkedRow;
import dev.syncline.store.RecordRow;
import dev.syncline.tracing.TraceInLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Decides a batch change by change, each seeing what those before it did, without touching the store. */
final class BatchPlanner {

    private final WorkingSet store;
    private final Limits limits;
    private final long deadline;

    private final BatchPlan.Draft plan = new BatchPlan.Draft();
    private final Chains chains;
    private final Outcomes outcomes;
    private final ChangePlanner changes;
    private final DeadLetterAttempts attempts;

    /**
     * How much there may be.
     *
     * @param within how long planning goes on; zero where what waited is to wait on
     * @param divisible whether a batch that takes longer counts as too large; released changes can always wait
     * @param waiting changes of one record that are parked
     */
    record Limits(Duration within, boolean divisible, int waiting) {}

    /** @param now whole milliseconds, so that an ack reads the same from the store */
    BatchPlanner(
            WorkingSet store,
            ConflictResolver resolver,
            Function<String, Optional<EntityRules>> rules,
            Supplier<UUID> newId,
            BatchReads.Began began,
            Instant now,
            Limits limits) {
        this.store = store;
        this.limits = limits;
        this.deadline = System.nanoTime() + limits.within().toNanos();
        this.chains = new Chains(store, plan, now, limits.waiting());
        this.outcomes = new Outcomes(store, plan, new PlannedRows(store, plan, newId, began.first(), now), chains);
        this.changes = new ChangePlanner(store, resolver, rules, began.epoch(), chains, outcomes);
        this.attempts = new DeadLetterAttempts(store, changes, outcomes);
    }

    BatchPlan plan(List<BatchItem> items) {
        items.forEach(this::planWithReleased);
        return plan.done();
    }

    /**
     * An item that was applied earlier, but whose ack and record may not have been published: it is answered as it was then,
     * and other services are told how its record stands.
     */
    void planAnswerOnly(BatchItem item) {
        Optional<DeadLetterRow> letter = store.earlierLetter(item.place());
        letter.ifPresent(plan.lettersToPublish::add);
        Optional<LedgerEntry> answered = item.readable() ? store.claim(item) : Optional.empty();
        answered.ifPresent(entry -> plan.answers.add(item.answer(entry)));
        RecordRow row = item.readable() ? store.record(item.outbox().key()) : null;
        if (row != null) {
            // Whatever it released is about the same record.
            plan.appliedBefore.put(row.key(), row);
        }
        boolean waits = item.readable() && store.parked(item.changeKey()).isPresent();
        plan.unknownBelow |= letter.isEmpty() && answered.isEmpty() && !waits && item.order() == null;
    }

    /** Sets one item aside, unless it is a resend, or comes under an id that is taken: those cannot have failed. */
    BatchPlan planFailure(BatchItem item, ErrorCode cause, String detail, String exception) {
        if (item.order() != null) {
            attempts.attempt(item).ifPresent(due -> outcomes.fail(due, cause, detail, exception));
        } else if (item.readable() && store.isTaken(item.changeKey())) {
            changes.plan(item);
        } else {
            outcomes.fail(item, cause, detail, exception);
        }
        return plan.done();
    }

    /**
     * Goes on with changes that have waited enough, those that wait still. Where the predecessor was never seen, they become
     * dead letters; who waits for them goes on waiting.
     *
     * @param rows whole
     */
    BatchPlan planEndOfWait(List<ParkedRow> rows) {
        for (int index = 0; index < rows.size(); index++) {
            if (index > 0 && isLate()) {
                plan.left.addAll(rows.subList(index, rows.size()));
                break;
            }
            ParkedRow row = rows.get(index);
            if (store.parked(row.change()).isPresent()) {
                endWait(row);
            }
        }
        return plan.done();
    }

    private void endWait(ParkedRow row) {
        if (chains.isSeen(row.predecessor()) || store.hasOutcome(row.change())) {
            release(row);
            planReleased();
        } else {
            chains.unpark(row);
            outcomes.fail(
                    BatchItem.of(row), ErrorCode.PREDECESSOR_MISSING, "the change named by after was never seen", null);
        }
    }

    /**
     * Makes a dead letter of a change that waits still, and cannot go on.
     *
     * @param item the change, its content left out where even that is refused
     */
    BatchPlan planGivenUp(ParkedRow row, BatchItem item, ErrorCode cause, String detail, String exception) {
        if (store.parked(row.change()).isPresent()) {
            chains.unpark(row);
            outcomes.fail(item, cause, detail, exception);
        }
        return plan.done();
    }

    /** Resolves an item as if it had no outcome yet. */
    BatchPlan planAgain(BatchItem item) {
        changes.planAgain(item);
        return plan.done();
    }

    private void planWithReleased(BatchItem item) {
        if (limits.divisible() && isLate()) {
            throw new BatchTooLargeException("resolving it takes too long");
        }
        try (TraceInLog trace = item.traceInLog()) {
            if (item.order() == null) {
                changes.plan(item);
            } else {
                attempts.plan(item);
            }
        }
        planReleased();
    }

    /** What need not wait any longer; a loop, not a recursion: a device can have queued a long chain. */
    private void planReleased() {
        for (ChangeKey settled = chains.nextSettled(); settled != null; settled = chains.nextSettled()) {
            for (ParkedRow row : store.waitingFor(settled)) {
                // What is too much for now is found by the next look at what waits.
                if (row.isWhole() && !isLate()) {
                    plan.releases = true;
                    release(row);
                }
            }
        }
    }

    private void release(ParkedRow row) {
        chains.unpark(row);
        BatchItem item = BatchItem.of(row);
        changes.plan(item);
        // Whatever claim it has by now: who waits for it waits for nothing else.
        if (item.readable()
                && store.claim(item)
                        .filter(entry -> entry.outcome() != Outcome.DEAD_LETTERED)
                        .isPresent()) {
            chains.settled(row.change());
        }
    }

    private boolean isLate() {
        return System.nanoTime() > deadline;
    }
}
