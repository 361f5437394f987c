package dev.syncline.engine;

import dev.syncline.change.Change;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.change.Stamp;
import dev.syncline.json.JsonWriter;
import dev.syncline.outbox.ChangeJson;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.resolve.Base;
import dev.syncline.resolve.ConflictResolver;
import dev.syncline.resolve.Decision;
import dev.syncline.resolve.EntityRules;
import dev.syncline.resolve.Refusal;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.ConflictRow;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.Epoch;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.Position;
import dev.syncline.store.RecordRow;
import dev.syncline.store.RevisionRow;
import dev.syncline.store.Writer;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Decides a batch change by change, each seeing what those before it did, without touching the store. */
final class BatchPlanner {

    private final WorkingSet store;
    private final ConflictResolver resolver;
    private final Function<String, Optional<EntityRules>> rules;
    private final Supplier<UUID> newId;
    private final Epoch epoch;
    private final Position first;
    private final Instant now;

    private final BatchPlan plan = new BatchPlan();
    private final Map<RecordKey, Position> recordPositions = new HashMap<>();
    private final Set<ChangeKey> answeredAgain = new HashSet<>();
    private int ordinal;

    /**
     * @param first the position that the transaction's first row takes
     * @param now whole milliseconds, so that an ack reads the same from the store
     */
    BatchPlanner(
            WorkingSet store,
            ConflictResolver resolver,
            Function<String, Optional<EntityRules>> rules,
            Supplier<UUID> newId,
            Epoch epoch,
            Position first,
            Instant now) {
        this.store = store;
        this.resolver = resolver;
        this.rules = rules;
        this.newId = newId;
        this.epoch = epoch;
        this.first = first;
        this.now = now;
    }

    BatchPlan plan(List<BatchItem> items) {
        items.forEach(this::plan);
        return plan;
    }

    /** An item that was applied earlier, but whose ack may not have been published: it is answered as it was then. */
    void planAnswerOnly(BatchItem item) {
        if (item.readable()) {
            claimOf(item).ifPresent(entry -> plan.answers.add(item.answer(entry)));
        }
    }

    private void plan(BatchItem item) {
        if (!item.readable()) {
            setAside(item, ErrorCode.UNDECODABLE, item.unreadable());
            return;
        }
        Optional<LedgerEntry> answered = claimOf(item);
        if (answered.isPresent()) {
            answerAgain(item, answered.get());
        } else if (!store.claims(changeKey(item)).isEmpty()) {
            reject(item, new Refusal(ErrorCode.ID_REUSED, "the id was used for another change"));
        } else {
            resolve(item);
        }
    }

    private static ChangeKey changeKey(BatchItem item) {
        return new ChangeKey(
                item.outbox().origin().tenant(), item.outbox().change().id());
    }

    private Optional<LedgerEntry> claimOf(BatchItem item) {
        return store.claims(changeKey(item)).stream()
                .filter(entry -> entry.fingerprint().equals(item.fingerprint()))
                .findFirst();
    }

    private void answerAgain(BatchItem item, LedgerEntry entry) {
        boolean writtenByThisBatch = entry.position().tx() == first.tx();
        if (!writtenByThisBatch && answeredAgain.add(changeKey(item))) {
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

    /** The change this one builds on; where it cannot be built on, the item is settled and the answer empty. */
    private Optional<LedgerEntry> predecessor(BatchItem item) {
        OutboxRecord outbox = item.outbox();
        List<LedgerEntry> claims = store.claims(
                new ChangeKey(outbox.origin().tenant(), outbox.change().after()));
        if (claims.isEmpty()) {
            deadLetter(item, ErrorCode.PREDECESSOR_MISSING, "the change named by after has not been seen");
            return Optional.empty();
        }
        Optional<LedgerEntry> own = claims.stream()
                .filter(entry ->
                        entry.origin().equals(outbox.origin()) && entry.key().equals(outbox.key()))
                .findFirst();
        if (own.isEmpty()) {
            reject(
                    item,
                    new Refusal(ErrorCode.INVALID_AFTER, "after names another client's change, or another record's"));
            return Optional.empty();
        }
        if (own.get().outcome() == Outcome.REJECTED) {
            reject(item, new Refusal(ErrorCode.PREDECESSOR_REJECTED, "the change named by after was rejected"));
            return Optional.empty();
        }
        if (own.get().outcome() == Outcome.DEAD_LETTERED) {
            deadLetter(item, ErrorCode.PREDECESSOR_MISSING, "the change named by after is a dead letter");
            return Optional.empty();
        }
        return own;
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
            deadLetter(item, ErrorCode.RESOLVER_FAILED, e.getMessage());
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
        RecordRow row = new RecordRow(key, decision.written(), position, writer);
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
                0,
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
                null);
    }

    private void reject(BatchItem item, Refusal refusal) {
        String content = JsonWriter.write(ChangeJson.toJson(item.outbox().change()));
        settle(item, null, unapplied(item, Outcome.REJECTED, refusal, content));
    }

    private void deadLetter(BatchItem item, ErrorCode cause, String detail) {
        setAside(item, cause, detail);
        settle(item, null, unapplied(item, Outcome.DEAD_LETTERED, new Refusal(cause, detail), null));
    }

    private LedgerEntry unapplied(BatchItem item, Outcome outcome, Refusal refusal, String content) {
        RecordRow row = store.record(item.outbox().key());
        return new LedgerEntry(
                item.outbox().origin(),
                item.outbox().key(),
                item.outbox().change().id(),
                store.claims(changeKey(item)).size(),
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
                content);
    }

    private void settle(BatchItem item, EntityRules entityRules, LedgerEntry entry) {
        plan.ledger.add(entry);
        store.put(entry);
        plan.answers.add(item.answer(entry));
        plan.resolved.add(new BatchPlan.Resolved(
                entry.key().entity(),
                entry.outcome(),
                entityRules == null ? "none" : entityRules.strategy().toString()));
    }

    private void setAside(BatchItem item, ErrorCode cause, String detail) {
        OutboxRecord outbox = item.outbox();
        plan.deadLetters.add(new DeadLetterRow(
                newId.get(),
                outbox == null ? null : outbox.origin(),
                outbox == null ? null : outbox.key(),
                outbox == null ? null : outbox.change().id(),
                cause,
                detail,
                item.message().topic(),
                item.message().partition(),
                item.message().offset(),
                item.message().key(),
                item.message().value(),
                now));
    }

    private Position nextPosition() {
        return new Position(first.epoch(), first.tx(), ordinal++);
    }
}
