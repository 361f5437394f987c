package dev.syncline.engine;

import dev.syncline.change.Change;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Outcome;
import dev.syncline.change.Stamp;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.resolve.Base;
import dev.syncline.resolve.ConflictResolver;
import dev.syncline.resolve.Decision;
import dev.syncline.resolve.EntityRules;
import dev.syncline.resolve.Refusal;
import dev.syncline.retry.StoppingException;
import dev.syncline.store.Epoch;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.ParkedRow;
import dev.syncline.store.RecordRow;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Plans one change: sent again, under an id that is taken, or new; then it is resolved on its base, or waits for that. */
final class ChangePlanner {

    private static final Logger LOG = Logger.getLogger(ChangePlanner.class);

    private final WorkingSet store;
    private final ConflictResolver resolver;
    private final Function<String, Optional<EntityRules>> rules;
    private final Epoch epoch;
    private final Chains chains;
    private final Outcomes outcomes;

    ChangePlanner(
            WorkingSet store,
            ConflictResolver resolver,
            Function<String, Optional<EntityRules>> rules,
            Epoch epoch,
            Chains chains,
            Outcomes outcomes) {
        this.store = store;
        this.resolver = resolver;
        this.rules = rules;
        this.epoch = epoch;
        this.chains = chains;
        this.outcomes = outcomes;
    }

    void plan(BatchItem item) {
        if (!item.readable()) {
            failUndecodable(item);
            return;
        }
        Optional<LedgerEntry> answered = store.claim(item);
        Optional<ParkedRow> waiting = store.parked(item.changeKey());
        if (answered.isPresent()) {
            outcomes.answerAgain(item, answered.get());
        } else if (waiting.isPresent() && waiting.get().fingerprint().equals(item.fingerprint())) {
            LOG.debugf(
                    "resend of a parked change: changeId=%s", item.changeKey().changeId());
        } else if (store.isTaken(item.changeKey())) {
            outcomes.reject(item, new Refusal(ErrorCode.ID_REUSED, "the id was used for another change"));
        } else {
            resolve(item);
        }
    }

    /** As if it had no outcome yet. */
    void planAgain(BatchItem item) {
        if (item.readable()) {
            resolve(item);
        } else {
            failUndecodable(item);
        }
    }

    private void failUndecodable(BatchItem item) {
        outcomes.fail(item, ErrorCode.UNDECODABLE, item.unreadable(), null);
    }

    private void resolve(BatchItem item) {
        OutboxRecord outbox = item.outbox();
        Optional<EntityRules> entityRules = rules.apply(outbox.change().entity());
        if (entityRules.isEmpty()) {
            // The ingress took it, so another instance knows it: while settings are rolled out, not all have them yet.
            outcomes.fail(
                    item,
                    ErrorCode.UNKNOWN_ENTITY,
                    "the entity was not configured where the change was processed",
                    null);
            return;
        }
        RecordRow row = store.record(outbox.key());
        if (outbox.change().after() == null) {
            decide(item, entityRules.get(), row, baseOfVersion(outbox, row));
            return;
        }
        Chains.Standing standing = chains.standing(item);
        if (standing instanceof Chains.Standing.Built built) {
            decide(item, entityRules.get(), row, baseAfter(built.predecessor(), row));
        } else if (standing instanceof Chains.Standing.Broken broken) {
            outcomes.reject(item, broken.refusal());
        } else if (standing instanceof Chains.Standing.Open open) {
            waitForPredecessor(item, open.why());
        }
    }

    private Base baseOfVersion(OutboxRecord outbox, RecordRow row) {
        boolean sameEpoch = outbox.epoch() == null || outbox.epoch().equals(epoch.token());
        return Base.ofVersion(
                outbox.change(),
                row == null ? null : row.stored(),
                sameEpoch,
                version -> store.revision(outbox.key(), version));
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

    /** What is a dead letter already stays one. */
    private void waitForPredecessor(BatchItem item, String why) {
        if (item.redriven() != null) {
            outcomes.fail(item, ErrorCode.PREDECESSOR_MISSING, why, null);
        } else if (!chains.park(item)) {
            outcomes.fail(item, ErrorCode.PREDECESSOR_MISSING, "too many changes of the record wait already", null);
        }
    }

    private void decide(BatchItem item, EntityRules entityRules, RecordRow row, Base base) {
        Change change = item.outbox().change();
        String clientId = item.outbox().origin().clientId();
        Stamp stamp = ConflictResolver.stamp(change, item.outbox().clampedTimestamp(), clientId, base);
        Decision decision;
        try {
            decision = resolver.resolve(new ConflictResolver.Situation(
                    change,
                    stamp,
                    row == null ? null : row.stored(),
                    base,
                    entityRules,
                    store.newRecordVersion(item.outbox().origin().tenant())));
        } catch (ResolverFailedException e) {
            Throwable thrown = e.getCause() == null ? e : e.getCause();
            outcomes.fail(
                    item,
                    ErrorCode.RESOLVER_FAILED,
                    e.getMessage(),
                    thrown.getClass().getName());
            return;
        } catch (StoppingException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            LOG.errorf(e, "resolution failed: changeId=%s", change.id());
            outcomes.fail(
                    item,
                    ErrorCode.INTERNAL,
                    "the change could not be resolved",
                    e.getClass().getName());
            return;
        }
        if (decision.refusal() != null) {
            outcomes.reject(item, decision.refusal());
        } else {
            outcomes.decided(item, entityRules, row, stamp, decision);
        }
    }
}
