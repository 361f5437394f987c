package dev.syncline.deadletter;

import dev.syncline.change.ErrorCode;
import dev.syncline.ingress.ChangeCheck;
import dev.syncline.outbox.DeadLetterOrder;
import dev.syncline.problem.ProblemException;
import dev.syncline.settings.Settings;
import dev.syncline.store.DeadLetterAction;
import dev.syncline.store.DeadLetterAudit;
import dev.syncline.store.DeadLetterFilter;
import dev.syncline.store.DeadLetterMessage;
import dev.syncline.store.DeadLetterQueries;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.DeadLetterSummary;
import dev.syncline.store.ListPlace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Numbers and keeps an order before it is sent: whatever is lost afterwards, an order of an earlier number is stale. */
@ApplicationScoped
public class OrderTransaction {

    private final DeadLetterQueries letters;
    private final ChangeCheck check;
    private final Settings.DeadLetter settings;
    private final Clock clock;

    OrderTransaction(DeadLetterQueries letters, ChangeCheck check, Settings settings, Clock clock) {
        this.letters = letters;
        this.check = check;
        this.settings = settings.deadLetter();
        this.clock = clock;
    }

    /**
     * The next orders of a bulk redrive.
     *
     * @param refused dead letters that may not be redriven by this caller, or no more
     * @param last the place of the last one looked at, or null where there was none
     */
    record Batch(List<Order> orders, int refused, ListPlace last) {}

    @Transactional
    Order redrive(Reach reach, UUID id, RedriveRequest request) {
        DeadLetterMessage letter = waiting(reach, id);
        requireAttemptsLeft(letter.summary());
        Decoded content = Decoded.of(letter);
        requireMayChange(reach, letter, content);
        return request.edits() ? edit(reach, letter, content, request) : redrive(reach, letter);
    }

    private Order redrive(Reach reach, DeadLetterMessage letter) {
        return keep(reach, DeadLetterOrder.Kind.REDRIVE, DeadLetterAction.REDRIVE, letter, null, null);
    }

    private Order edit(Reach reach, DeadLetterMessage letter, Decoded before, RedriveRequest request) {
        Decoded after = before.edited(request, check);
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
        Decoded content = Decoded.of(letter);
        requireMayChange(reach, letter, content);
        return keep(reach, DeadLetterOrder.Kind.DISCARD, DeadLetterAction.DISCARD, letter, content.text(), null);
    }

    @Transactional
    Batch redriveNext(Reach reach, DeadLetterFilter filter, ListPlace after, int limit) {
        List<DeadLetterMessage> found = letters.lock(filter, after, limit);
        List<Order> orders = new ArrayList<>(found.size());
        for (DeadLetterMessage letter : found) {
            boolean may = reach.mayChange(letter.summary(), Decoded.of(letter).type());
            if (may && hasAttemptsLeft(letter.summary())) {
                orders.add(redrive(reach, letter));
            }
        }
        ListPlace last =
                found.isEmpty() ? null : found.get(found.size() - 1).summary().place();
        return new Batch(orders, found.size() - orders.size(), last);
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

    /** The dead letter, locked, if it waits for somebody, or what was sent of it must be lost. */
    private DeadLetterMessage waiting(Reach reach, UUID id) {
        DeadLetterMessage letter = letters.lock(reach.tenant(), id)
                .filter(found -> reach.maySee(found.summary()))
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "there is no such dead letter"));
        DeadLetterSummary summary = letter.summary();
        boolean lost = summary.state() == DeadLetterRow.State.SENT
                && summary.updatedAt().plus(settings.resendAfter()).isBefore(clock.instant());
        if (summary.state() != DeadLetterRow.State.PENDING && !lost) {
            throw new ProblemException(ErrorCode.NOT_PENDING, "it is " + summary.state());
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

    private static void requireMayChange(Reach reach, DeadLetterMessage letter, Decoded content) {
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
