package dev.syncline.engine;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Outcome;
import dev.syncline.outbox.DeadLetterOrder;
import dev.syncline.resolve.Refusal;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.DeadLetterKey;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.LedgerEntry;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Plans what was ordered for dead letters: another attempt of each, or its end. */
final class DeadLetterAttempts {

    private static final Logger LOG = Logger.getLogger(DeadLetterAttempts.class);

    private final WorkingSet store;
    private final ChangePlanner changes;
    private final Outcomes outcomes;

    DeadLetterAttempts(WorkingSet store, ChangePlanner changes, Outcomes outcomes) {
        this.store = store;
        this.changes = changes;
        this.outcomes = outcomes;
    }

    void plan(BatchItem item) {
        attempt(item).ifPresent(this::planAttempt);
    }

    /** The item as another attempt of its dead letter; empty where the order is stale. */
    Optional<BatchItem> attempt(BatchItem item) {
        DeadLetterOrder order = item.order();
        Optional<DeadLetterRow> letter =
                sent(new DeadLetterKey(order.tenant(), order.id())).filter(row -> row.attempt() == order.attempt());
        if (letter.isEmpty()) {
            LOG.infof("stale order for a dead letter: id=%s attempt=%d", order.id(), order.attempt());
        }
        return letter.map(row -> item.asAttemptOf(row, entryOf(row)));
    }

    private Optional<DeadLetterRow> sent(DeadLetterKey key) {
        return store.letter(key).filter(row -> row.state() == DeadLetterRow.State.SENT);
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
            outcomes.change(letter.in(DeadLetterRow.State.DISCARDED));
            if (item.entryToChange() != null) {
                outcomes.reject(item, new Refusal(ErrorCode.DISCARDED, "an operator discarded the change"));
            }
        } else if (item.entryToChange() != null) {
            changes.planAgain(item);
        } else {
            // Unreadable when it failed: to the ledger it is a change that comes for the first time.
            changes.plan(item);
            if (sent(new DeadLetterKey(letter.tenant(), letter.id())).isPresent()) {
                outcomes.change(letter.in(DeadLetterRow.State.RESOLVED));
            }
        }
    }
}
