package dev.syncline.deadletter;

import dev.syncline.change.ErrorCode;
import dev.syncline.ingress.ChangeCheck;
import dev.syncline.outbox.DeadLetterOrder;
import dev.syncline.problem.ProblemException;
import dev.syncline.settings.Settings;
import dev.syncline.store.BulkRedriveJobs;
import dev.syncline.store.BulkRedriveRow;
import dev.syncline.store.DeadLetterAction;
import dev.syncline.store.DeadLetterAudit;
import dev.syncline.store.DeadLetterMessage;
import dev.syncline.store.DeadLetterQueries;
import dev.syncline.store.DeadLetterSummary;
import dev.syncline.store.ListPlace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Numbers and keeps an order before it is sent: whatever is lost afterwards, an order of an earlier number is stale. */
@ApplicationScoped
public class OrderTransaction {

    private final DeadLetterQueries letters;
    private final BulkRedriveJobs jobs;
    private final ChangeCheck check;
    private final Settings.DeadLetter settings;
    private final Clock clock;

    OrderTransaction(
            DeadLetterQueries letters, BulkRedriveJobs jobs, ChangeCheck check, Settings settings, Clock clock) {
        this.letters = letters;
        this.jobs = jobs;
        this.check = check;
        this.settings = settings.deadLetter();
        this.clock = clock;
    }

    /** The next orders of a bulk redrive, and how many dead letters were looked at for them. */
    record Batch(List<Order> orders, int looked) {}

    @Transactional
    Order redrive(Reach reach, UUID id, RedriveRequest request) {
        DeadLetterMessage letter = waiting(reach, id);
        requireAttemptsLeft(letter.summary());
        LetterContent content = LetterContent.of(letter);
        requireMayChange(reach, letter, content);
        return request.edits() ? edit(reach, letter, content, request) : redrive(reach, letter);
    }

    private Order redrive(Reach reach, DeadLetterMessage letter) {
        return keep(reach, DeadLetterOrder.Kind.REDRIVE, DeadLetterAction.REDRIVE, letter, null, null);
    }

    private Order edit(Reach reach, DeadLetterMessage letter, LetterContent before, RedriveRequest request) {
        LetterContent after = before.edited(request, check);
        if (after.text().equals(before.text())) {
            // Asked for again, as where the broker did not take it: the letter has the edit, and its audit too.
            return redrive(reach, letter);
        }
        return keep(
                reach,
                DeadLetterOrder.Kind.REDRIVE,
                DeadLetterAction.EDIT,
                after.in(letter),
                before.text(),
                after.text());
    }

    @Transactional
    Order discard(Reach reach, UUID id) {
        DeadLetterMessage letter = waiting(reach, id);
        LetterContent content = LetterContent.of(letter);
        requireMayChange(reach, letter, content);
        return keep(reach, DeadLetterOrder.Kind.DISCARD, DeadLetterAction.DISCARD, letter, content.text(), null);
    }

    /** How far the redrive is, is kept with the orders: who goes on with it counts none of them again. */
    @Transactional(rollbackOn = Exception.class)
    Batch redriveNext(Reach reach, BulkRedriveRow job, int limit) throws SQLException {
        if (!jobs.hold(job)) {
            throw new IllegalStateException("the step came too late: another instance goes on");
        }
        List<DeadLetterMessage> found = letters.lock(job.filter(), job.place(), limit);
        List<Order> orders = new ArrayList<>(found.size());
        for (DeadLetterMessage letter : found) {
            boolean may =
                    reach.mayChange(letter.summary(), LetterContent.of(letter).type());
            if (may && hasAttemptsLeft(letter.summary())) {
                orders.add(redrive(reach, letter));
            }
        }
        if (!found.isEmpty()) {
            ListPlace last = found.get(found.size() - 1).summary().place();
            jobs.advance(job, last, orders.size(), found.size() - orders.size());
        }
        return new Batch(orders, found.size());
    }

    private Order keep(
            Reach reach,
            DeadLetterOrder.Kind kind,
            DeadLetterAction action,
            DeadLetterMessage letter,
            String before,
            String after) {
        int attempt = letter.summary().attempt() + 1;
        String subject = reach.caller().subject();
        letters.send(letter, new DeadLetterAudit(action, subject, attempt, before, after, clock.instant()));
        return Order.of(kind, letter, attempt);
    }

    /** The dead letter, locked, if it takes orders. */
    private DeadLetterMessage waiting(Reach reach, UUID id) {
        DeadLetterMessage letter = letters.lock(reach.tenant(), id)
                .filter(found -> reach.maySee(found.summary()))
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "there is no such dead letter"));
        if (!letter.summary().takesOrders(clock.instant(), settings.resendAfter())) {
            throw new ProblemException(
                    ErrorCode.NOT_PENDING, "it is " + letter.summary().state());
        }
        return letter;
    }

    private boolean hasAttemptsLeft(DeadLetterSummary letter) {
        return letter.attemptsMade() < settings.maxAttempts();
    }

    private void requireAttemptsLeft(DeadLetterSummary letter) {
        if (!hasAttemptsLeft(letter)) {
            throw new ProblemException(
                    ErrorCode.REDRIVE_EXHAUSTED,
                    "it had " + letter.attemptsMade()
                            + " attempts; discard it, or raise syncline.dead-letter.max-attempts");
        }
    }

    private static void requireMayChange(Reach reach, DeadLetterMessage letter, LetterContent content) {
        if (!reach.mayChange(letter.summary(), content.type())) {
            throw new ProblemException(ErrorCode.FORBIDDEN, "the record may not be changed by this caller");
        }
    }

    /** For an order that the broker did not take. */
    @Transactional
    void takeBack(Order order) {
        Instant now = clock.instant();
        letters.takeBack(
                order.order().tenant(), order.order().id(), order.order().attempt(), now);
    }
}
