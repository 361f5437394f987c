package dev.syncline.engine;

import dev.syncline.change.ErrorCode;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.resolve.Refusal;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.ParkedRow;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Who waits for whom: whether a change's predecessor can be built on, and whose outcome ends the wait of others. */
final class Chains {

    /** How a change stands to the one it builds on. */
    sealed interface Standing {

        /** That one has its outcome. */
        record Built(LedgerEntry predecessor) implements Standing {}

        /** It can never be built on. */
        record Broken(Refusal refusal) implements Standing {}

        /** It cannot be built on yet. */
        record Open(String why) implements Standing {}
    }

    private static final Standing INVALID_AFTER = new Standing.Broken(new Refusal(
            ErrorCode.INVALID_AFTER,
            "after names another client's change, another record's, or one that waits for it"));
    private static final Standing REJECTED =
            new Standing.Broken(new Refusal(ErrorCode.PREDECESSOR_REJECTED, "the change named by after was rejected"));
    private static final Standing DEAD_LETTERED = new Standing.Open("the change named by after is a dead letter");
    private static final Standing UNSEEN =
            new Standing.Open("the change named by after has not been seen, or waits itself");

    private final WorkingSet store;
    private final BatchPlan.Draft plan;
    private final Instant now;
    private final int maxWaiting;
    private final Queue<ChangeKey> settled = new ArrayDeque<>();

    /** @param maxWaiting changes of one record */
    Chains(WorkingSet store, BatchPlan.Draft plan, Instant now, int maxWaiting) {
        this.store = store;
        this.plan = plan;
        this.now = now;
        this.maxWaiting = maxWaiting;
    }

    Standing standing(BatchItem item) {
        OutboxRecord outbox = item.outbox();
        ChangeKey predecessor = item.predecessorKey();
        boolean elsewhere = store.isParkedElsewhere(predecessor, outbox.key());
        boolean inCircle = store.waitsFor(predecessor, item.changeKey());
        if (elsewhere || inCircle) {
            return INVALID_AFTER;
        }
        List<LedgerEntry> claims = store.claims(predecessor);
        if (claims.isEmpty() || store.parked(predecessor).isPresent()) {
            return UNSEEN;
        }
        return claims.stream()
                .filter(entry ->
                        entry.origin().equals(outbox.origin()) && entry.key().equals(outbox.key()))
                .findFirst()
                .map(Chains::standing)
                .orElse(INVALID_AFTER);
    }

    private static Standing standing(LedgerEntry predecessor) {
        return switch (predecessor.outcome()) {
            case APPLIED, MERGED, SUPERSEDED -> new Standing.Built(predecessor);
            case REJECTED -> REJECTED;
            case DEAD_LETTERED -> DEAD_LETTERED;
        };
    }

    /** Whether anything came under this id. */
    boolean isSeen(ChangeKey change) {
        return !store.claims(change).isEmpty() || store.parked(change).isPresent();
    }

    /** Lets a change wait for its predecessor; false where too many of its record's do already. */
    boolean park(BatchItem item) {
        OutboxRecord outbox = item.outbox();
        boolean waitedBefore = plan.released.contains(item.changeKey());
        if (!waitedBefore && store.waiting(outbox.key()) >= maxWaiting) {
            return false;
        }
        ParkedRow row = new ParkedRow(
                outbox.key(),
                outbox.change().id(),
                outbox.change().after(),
                item.fingerprint(),
                item.message(),
                item.message().payload().length,
                now);
        if (!plan.released.remove(row.change())) {
            plan.parked.put(row.change(), row);
        }
        store.park(row);
        return true;
    }

    void unpark(ParkedRow row) {
        store.unpark(row);
        if (plan.parked.remove(row.change()) == null) {
            plan.released.add(row.change());
        }
    }

    /** Notes that nobody need wait for a change any longer. */
    void settled(ChangeKey change) {
        settled.add(change);
    }

    /** The next that was noted so, or null. */
    ChangeKey nextSettled() {
        return settled.poll();
    }
}
