package dev.syncline.engine;

import dev.syncline.change.Change;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.change.Stamp;
import dev.syncline.json.JsonWriter;
import dev.syncline.outbox.ChangeJson;
import dev.syncline.outbox.DeadLetterOrder;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.resolve.Base;
import dev.syncline.resolve.ConflictResolver;
import dev.syncline.resolve.Decision;
import dev.syncline.resolve.EntityRules;
import dev.syncline.resolve.Refusal;
import dev.syncline.retry.StoppingException;
import dev.syncline.store.BatchReads;
import dev.syncline.store.BatchTooLargeException;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.ConflictRow;
import dev.syncline.store.DeadLetterKey;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.Epoch;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.ParkedRow;
import dev.syncline.store.Position;
import dev.syncline.store.RecordRow;
import dev.syncline.store.RevisionRow;
import dev.syncline.store.Writer;
import dev.syncline.tracing.TraceInLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Decides a batch change by change, each seeing what those before it did, without touching the store. */
final class BatchPlanner {

    private static final Logger LOG = Logger.getLogger(BatchPlanner.class);

    private final WorkingSet store;
    private final ConflictResolver resolver;
    private final Function<String, Optional<EntityRules>> rules;
    private final Supplier<UUID> newId;
    private final Epoch epoch;
    private final Position first;
    private final Instant now;
    private final Limits limits;
    private final long deadline;

    private final BatchPlan plan = new BatchPlan();
    private final Map<RecordKey, Position> recordPositions = new HashMap<>();
    private final Set<ChangeKey> answeredAgain = new HashSet<>();
    private final Queue<ChangeKey> settledNow = new ArrayDeque<>();
    private int ordinal;

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
        this.resolver = resolver;
        this.rules = rules;
        this.newId = newId;
        this.epoch = began.epoch();
        this.first = began.first();
        this.now = now;
        this.limits = limits;
        this.deadline = System.nanoTime() + limits.within().toNanos();
    }

    BatchPlan plan(List<BatchItem> items) {
        items.forEach(this::planWithReleased);
        return plan;
    }

    /**
     * An item that was applied earlier, but whose ack and record may not have been published: it is answered as it was then,
     * and other services are told how its record stands.
     */
    void planAnswerOnly(BatchItem item) {
        Optional<DeadLetterRow> letter = store.earlierLetter(item.place());
        letter.ifPresent(plan.lettersToPublish::add);
        Optional<LedgerEntry> answered = item.readable() ? claimOf(item) : Optional.empty();
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
        BatchItem due = item.order() == null ? item : attempt(item).orElse(null);
        if (due == null) {
            return plan;
        }
        if (item.order() == null && item.readable() && isTaken(item.changeKey())) {
            planNew(item);
        } else {
            fail(due, cause, detail, exception);
        }
        return plan;
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
                return plan;
            }
            ParkedRow row = rows.get(index);
            if (store.parked(row.change()).isPresent()) {
                endWait(row);
            }
        }
        return plan;
    }

    private void endWait(ParkedRow row) {
        boolean unseen = store.claims(row.predecessor()).isEmpty()
                && store.parked(row.predecessor()).isEmpty();
        if (unseen && !isFinal(row.change())) {
            unpark(row);
            fail(BatchItem.of(row), ErrorCode.PREDECESSOR_MISSING, "the change named by after was never seen", null);
        } else {
            release(row);
            planReleased();
        }
    }

    /**
     * Makes a dead letter of a change that waits still, and cannot go on.
     *
     * @param item the change, its content left out where even that is refused
     */
    BatchPlan planGivenUp(ParkedRow row, BatchItem item, ErrorCode cause, String detail, String exception) {
        if (store.parked(row.change()).isPresent()) {
            unpark(row);
            fail(item, cause, detail, exception);
        }
        return plan;
    }

    /** Resolves an item as if it had no outcome yet. */
    BatchPlan planAgain(BatchItem item) {
        resolve(item);
        return plan;
    }

    private void planWithReleased(BatchItem item) {
        if (limits.divisible() && isLate()) {
            throw new BatchTooLargeException("resolving it takes too long");
        }
        try (TraceInLog trace = item.traceInLog()) {
            plan(item);
        }
        planReleased();
    }

    /** What need not wait any longer; a loop, not a recursion: a device can have queued a long chain. */
    private void planReleased() {
        for (ChangeKey settled = settledNow.poll(); settled != null; settled = settledNow.poll()) {
            store.waitingFor(settled).stream()
                    // What is too much for now is found by the next look at what waits.
                    .filter(row -> row.isWhole() && !isLate())
                    .forEach(row -> {
                        plan.releases = true;
                        release(row);
                    });
        }
    }

    private void release(ParkedRow row) {
        unpark(row);
        BatchItem item = BatchItem.of(row);
        if (item.readable()) {
            planNew(item);
            // Whatever claim it has by now: who waits for it waits for nothing else.
            if (claimOf(item)
                    .filter(entry -> entry.outcome() != Outcome.DEAD_LETTERED)
                    .isPresent()) {
                settledNow.add(row.change());
            }
        } else {
            fail(item, ErrorCode.UNDECODABLE, item.unreadable(), null);
        }
    }

    private void unpark(ParkedRow row) {
        store.unpark(row);
        if (plan.parked.remove(row.change()) == null) {
            plan.released.add(row.change());
        }
    }

    private boolean isLate() {
        return System.nanoTime() > deadline;
    }

    private void plan(BatchItem item) {
        if (item.order() != null) {
            attempt(item).ifPresent(this::planAttempt);
        } else if (!item.readable()) {
            fail(item, ErrorCode.UNDECODABLE, item.unreadable(), null);
        } else {
            planNew(item);
        }
    }

    private void planNew(BatchItem item) {
        Optional<LedgerEntry> answered = claimOf(item);
        Optional<ParkedRow> waiting = store.parked(item.changeKey());
        if (answered.isPresent()) {
            answerAgain(item, answered.get());
        } else if (waiting.isPresent() && waiting.get().fingerprint().equals(item.fingerprint())) {
            LOG.debugf(
                    "resend of a parked change: changeId=%s", item.changeKey().changeId());
        } else if (isTaken(item.changeKey())) {
            reject(item, new Refusal(ErrorCode.ID_REUSED, "the id was used for another change"));
        } else {
            resolve(item);
        }
    }

    /** The item as another attempt of its dead letter; empty where the order is stale. */
    private Optional<BatchItem> attempt(BatchItem item) {
        DeadLetterOrder order = item.order();
        Optional<DeadLetterRow> letter = store.letter(new DeadLetterKey(order.tenant(), order.id()))
                .filter(row -> row.state() == DeadLetterRow.State.SENT && row.attempt() == order.attempt());
        if (letter.isEmpty()) {
            LOG.infof("stale order for a dead letter: id=%s attempt=%d", order.id(), order.attempt());
        }
        return letter.map(row -> item.asAttemptOf(row, entryOf(row)));
    }

    private LedgerEntry entryOf(DeadLetterRow letter) {
        return letter.changeId() == null
                ? null
                : store.claims(new ChangeKey(letter.tenant(), letter.changeId())).stream()
                        .filter(entry -> entry.outcome() == Outcome.DEAD_LETTERED)
                        .findFirst()
                        .orElse(null);
    }

    private void planAttempt(BatchItem item) {
        DeadLetterRow letter = item.redriven().letter();
        if (item.order().kind() == DeadLetterOrder.Kind.DISCARD) {
            changeLetter(letter.in(DeadLetterRow.State.DISCARDED));
            if (item.redriven().entry() != null) {
                reject(item, new Refusal(ErrorCode.DISCARDED, "an operator discarded the change"));
            }
        } else if (item.redriven().entry() != null) {
            resolveUnlessUnreadable(item);
        } else if (item.readable()) {
            // Unreadable when it failed: to the ledger it is a change that comes for the first time.
            planNew(item);
            if (store.letter(new DeadLetterKey(letter.tenant(), letter.id()))
                    .filter(row -> row.state() == DeadLetterRow.State.SENT)
                    .isPresent()) {
                changeLetter(letter.in(DeadLetterRow.State.RESOLVED));
            }
        } else {
            fail(item, ErrorCode.UNDECODABLE, item.unreadable(), null);
        }
    }

    private void resolveUnlessUnreadable(BatchItem item) {
        if (item.readable()) {
            resolve(item);
        } else {
            fail(item, ErrorCode.UNDECODABLE, item.unreadable(), null);
        }
    }

    /** Whether a change came with the id already, wherever it stands; one that was rejected for that does not count. */
    private boolean isTaken(ChangeKey change) {
        return store.parked(change).isPresent() || isFinal(change);
    }

    private boolean isFinal(ChangeKey change) {
        return store.claims(change).stream().anyMatch(entry -> entry.claim() == 0);
    }

    private Optional<LedgerEntry> claimOf(BatchItem item) {
        return store.claims(item.changeKey()).stream()
                .filter(entry -> entry.fingerprint().equals(item.fingerprint()))
                .findFirst();
    }

    private void answerAgain(BatchItem item, LedgerEntry entry) {
        boolean writtenByThisBatch = entry.position().tx() == first.tx();
        if (!writtenByThisBatch && answeredAgain.add(item.changeKey())) {
            plan.answeredAgain.add(entry.at(nextPosition()));
        }
        plan.answers.add(item.answer(entry));
    }

    private void resolve(BatchItem item) {
        OutboxRecord outbox = item.outbox();
        Change change = outbox.change();
        Optional<EntityRules> entityRules = rules.apply(change.entity());
        if (entityRules.isEmpty()) {
            reject(item, new Refusal(ErrorCode.UNKNOWN_ENTITY, "the entity is not configured"));
            return;
        }
        RecordRow row = store.record(outbox.key());
        Base base;
        if (change.after() == null) {
            boolean sameEpoch = outbox.epoch() == null || outbox.epoch().equals(epoch.token());
            base = Base.ofVersion(
                    change,
                    row == null ? null : row.stored(),
                    sameEpoch,
                    version -> store.revision(outbox.key(), version));
        } else {
            Optional<LedgerEntry> predecessor = predecessor(item);
            if (predecessor.isEmpty()) {
                return;
            }
            base = baseAfter(predecessor.get(), row);
        }
        decide(item, entityRules.get(), row, base);
    }

    /** The change this one builds on; where it cannot be built on yet, or ever, the item is settled and this empty. */
    private Optional<LedgerEntry> predecessor(BatchItem item) {
        OutboxRecord outbox = item.outbox();
        List<LedgerEntry> claims = store.claims(item.predecessorKey());
        boolean elsewhere = store.isParkedElsewhere(item.predecessorKey(), outbox.key());
        boolean inCircle = store.waitsFor(item.predecessorKey(), item.changeKey());
        if (elsewhere || inCircle) {
            reject(item, invalidAfter());
            return Optional.empty();
        }
        if (claims.isEmpty() || store.parked(item.predecessorKey()).isPresent()) {
            waitForPredecessor(item, "the change named by after has not been seen, or waits itself");
            return Optional.empty();
        }
        Optional<LedgerEntry> own = claims.stream()
                .filter(entry ->
                        entry.origin().equals(outbox.origin()) && entry.key().equals(outbox.key()))
                .findFirst();
        if (own.isEmpty()) {
            reject(item, invalidAfter());
            return Optional.empty();
        }
        if (own.get().outcome() == Outcome.REJECTED) {
            reject(item, new Refusal(ErrorCode.PREDECESSOR_REJECTED, "the change named by after was rejected"));
            return Optional.empty();
        }
        if (own.get().outcome() == Outcome.DEAD_LETTERED) {
            waitForPredecessor(item, "the change named by after is a dead letter");
            return Optional.empty();
        }
        return own;
    }

    private static Refusal invalidAfter() {
        return new Refusal(
                ErrorCode.INVALID_AFTER,
                "after names another client's change, another record's, or one that waits for it");
    }

    private void waitForPredecessor(BatchItem item, String detail) {
        if (item.redriven() != null) {
            fail(item, ErrorCode.PREDECESSOR_MISSING, detail, null);
            return;
        }
        boolean waitedBefore = plan.released.contains(item.changeKey());
        if (!waitedBefore && store.waiting(item.outbox().key()) >= limits.waiting()) {
            fail(item, ErrorCode.PREDECESSOR_MISSING, "too many changes of the record wait already", null);
            return;
        }
        ParkedRow row = new ParkedRow(
                item.outbox().key(),
                item.outbox().change().id(),
                item.outbox().change().after(),
                item.fingerprint(),
                item.message(),
                item.message().payload().length,
                now);
        if (!plan.released.remove(row.change())) {
            plan.parked.put(row.change(), row);
        }
        store.park(row);
    }

    private Base baseAfter(LedgerEntry predecessor, RecordRow row) {
        return Base.ofPredecessor(
                new Base.Predecessor(
                        predecessor.version(),
                        predecessor.outcome() == Outcome.APPLIED,
                        predecessor.clientState(),
                        predecessor.stampMillis()),
                row == null ? null : row.stored(),
                version -> store.revision(predecessor.key(), version));
    }

    private void decide(BatchItem item, EntityRules entityRules, RecordRow row, Base base) {
        OutboxRecord outbox = item.outbox();
        Stamp stamp = ConflictResolver.stamp(
                outbox.change(), outbox.clampedTimestamp(), outbox.origin().clientId(), base);
        Decision decision;
        try {
            decision = resolver.resolve(new ConflictResolver.Situation(
                    outbox.change(),
                    stamp,
                    row == null ? null : row.stored(),
                    base,
                    entityRules,
                    store.newRecordVersion(outbox.origin().tenant())));
        } catch (ResolverFailedException e) {
            Throwable thrown = e.getCause() == null ? e : e.getCause();
            fail(
                    item,
                    ErrorCode.RESOLVER_FAILED,
                    e.getMessage(),
                    thrown.getClass().getName());
            return;
        } catch (StoppingException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            LOG.errorf(e, "resolution failed: changeId=%s", item.changeKey().changeId());
            fail(
                    item,
                    ErrorCode.INTERNAL,
                    "the change could not be resolved",
                    e.getClass().getName());
            return;
        }
        if (decision.refusal() != null) {
            reject(item, decision.refusal());
            return;
        }
        RecordRow after = decision.written() == null ? row : write(item, row, decision);
        UUID conflictId = decision.conflict() == null ? null : keepConflict(item, entityRules, row, decision);
        settle(item, entityRules, entry(item, decision, stamp, after, conflictId));
    }

    private RecordRow write(BatchItem item, RecordRow replaced, Decision decision) {
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

    private UUID keepConflict(BatchItem item, EntityRules entityRules, RecordRow theirs, Decision decision) {
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

    private LedgerEntry entry(BatchItem item, Decision decision, Stamp stamp, RecordRow after, UUID conflictId) {
        return new LedgerEntry(
                item.outbox().origin(),
                item.outbox().key(),
                item.outbox().change().id(),
                claim(item),
                item.fingerprint(),
                decision.outcome(),
                decision.version(),
                stamp.millis(),
                nextPosition(),
                after == null ? null : after.position(),
                item.outbox().receivedAt(),
                now,
                conflictId,
                null,
                null,
                decision.outcome().carriesData() ? after.stored().state().liveData() : null,
                decision.conflict() == null ? null : decision.conflict().mine(),
                null,
                item.outbox().clockSkew());
    }

    /** 0 for the change that came first with the id, which may still be parked. */
    private int claim(BatchItem item) {
        if (item.redriven() != null && item.redriven().entry() != null) {
            return item.redriven().entry().claim();
        }
        if (!isTaken(item.changeKey())) {
            return 0;
        }
        return 1
                + store.claims(item.changeKey()).stream()
                        .mapToInt(LedgerEntry::claim)
                        .max()
                        .orElse(0);
    }

    private void reject(BatchItem item, Refusal refusal) {
        String content = JsonWriter.write(ChangeJson.toJson(item.outbox().change()));
        settle(item, null, unapplied(item, Outcome.REJECTED, refusal, content));
    }

    /** What the service failed on becomes a dead letter, or stays the one it was. */
    private void fail(BatchItem item, ErrorCode cause, String detail, String exception) {
        if (item.redriven() == null) {
            DeadLetterRow letter = newLetter(item, cause, detail, exception);
            plan.newLetters.add(letter);
            plan.lettersToPublish.add(letter);
        } else {
            DeadLetterRow letter = item.redriven().letter().failedAgain(cause, detail, exception, now);
            changeLetter(letter);
            plan.lettersToPublish.add(letter);
        }
        if (item.readable()) {
            settle(item, null, unapplied(item, Outcome.DEAD_LETTERED, new Refusal(cause, detail), null));
        }
    }

    private DeadLetterRow newLetter(BatchItem item, ErrorCode cause, String detail, String exception) {
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

    private void changeLetter(DeadLetterRow letter) {
        plan.changedLetters.removeIf(row -> row.id().equals(letter.id()));
        plan.changedLetters.add(letter);
        store.put(letter);
    }

    private LedgerEntry unapplied(BatchItem item, Outcome outcome, Refusal refusal, String content) {
        RecordRow row = store.record(item.outbox().key());
        return new LedgerEntry(
                item.outbox().origin(),
                item.outbox().key(),
                item.outbox().change().id(),
                claim(item),
                item.fingerprint(),
                outcome,
                row == null ? 0 : row.stored().version(),
                item.outbox().clampedTimestamp(),
                nextPosition(),
                null,
                item.outbox().receivedAt(),
                now,
                null,
                refusal.code(),
                refusal.detail(),
                null,
                null,
                content,
                item.outbox().clockSkew());
    }

    private void settle(BatchItem item, EntityRules entityRules, LedgerEntry entry) {
        boolean replaces = item.redriven() != null && item.redriven().entry() != null;
        (replaces ? plan.changedOutcomes : plan.ledger).add(entry);
        store.put(entry);
        plan.answers.add(item.answer(entry));
        plan.resolved.add(new BatchPlan.Resolved(
                entry.key().entity(),
                entry.outcome(),
                entityRules == null
                        ? BatchPlan.Resolved.NO_STRATEGY
                        : entityRules.strategy().toString()));
        if (entry.outcome() == Outcome.DEAD_LETTERED) {
            return;
        }
        if (replaces && item.order().kind() == DeadLetterOrder.Kind.REDRIVE) {
            changeLetter(item.redriven().letter().in(DeadLetterRow.State.RESOLVED));
        }
        if (entry.claim() == 0) {
            settledNow.add(item.changeKey());
        }
    }

    private Position nextPosition() {
        return new Position(first.epoch(), first.tx(), ordinal++);
    }
}
