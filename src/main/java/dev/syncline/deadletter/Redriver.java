package dev.syncline.deadletter;

import dev.syncline.change.ErrorCode;
import dev.syncline.outbox.OutboxPublisher;
import dev.syncline.outbox.OutboxUnavailableException;
import dev.syncline.problem.ProblemException;
import dev.syncline.store.BulkRedriveRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/** Sends dead letters through the outbox again, to be resolved anew or given up by the engine in their turn. */
@ApplicationScoped
public class Redriver {

    private static final Logger LOG = Logger.getLogger(Redriver.class);

    private final OrderTransaction transaction;
    private final OutboxPublisher outbox;

    Redriver(OrderTransaction transaction, OutboxPublisher outbox) {
        this.transaction = transaction;
        this.outbox = outbox;
    }

    /**
     * What became of the next dead letters of a bulk redrive.
     *
     * @param looked how many there were
     * @param untaken how many of them failed because the broker did not take them
     */
    record Step(int looked, int untaken) {}

    /** Returns once the broker has the order. */
    Order redrive(Reach reach, UUID id, RedriveRequest request) {
        return publish(transaction.redrive(reach, id, request));
    }

    /** Returns once the broker has the order. */
    Order discard(Reach reach, UUID id) {
        return publish(transaction.discard(reach, id));
    }

    private Order publish(Order order) {
        if (publish(List.of(order)) == 1) {
            return order;
        }
        throw new ProblemException(
                ErrorCode.BROKER_UNAVAILABLE, "the dead letter is kept, with its edit if it had one: ask again");
    }

    /** Returns once the broker has the orders, or has not taken them. */
    Step redriveNext(Reach reach, BulkRedriveRow job, int limit) throws SQLException {
        OrderTransaction.Batch batch = transaction.redriveNext(reach, job, limit);
        return new Step(batch.looked(), batch.orders().size() - publish(batch.orders()));
    }

    /** How many the broker took; the others wait again. */
    private int publish(List<Order> orders) {
        List<CompletableFuture<Void>> answers = new ArrayList<>(orders.size());
        boolean away = false;
        for (Order order : orders) {
            // Where the broker is away, every further one would wait for it as long again.
            answers.add(away ? untaken() : send(order));
            away = answers.get(answers.size() - 1).isCompletedExceptionally();
        }
        int sent = 0;
        for (int i = 0; i < orders.size(); i++) {
            if (taken(answers.get(i))) {
                sent++;
            } else {
                takeBack(orders.get(i));
            }
        }
        return sent;
    }

    private CompletableFuture<Void> send(Order order) {
        return outbox.publish(order.order(), order.key(), order.payload(), order.schemaVersion())
                .subscribeAsCompletionStage();
    }

    private static CompletableFuture<Void> untaken() {
        return CompletableFuture.failedFuture(new OutboxUnavailableException(null));
    }

    private static boolean taken(CompletableFuture<Void> answer) {
        try {
            answer.join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof OutboxUnavailableException) {
                return false;
            }
            throw e;
        }
    }

    private void takeBack(Order order) {
        try {
            transaction.takeBack(order);
        } catch (RuntimeException e) {
            // It counts as lost after a while, and can be redriven then.
            LOG.warnf(e, "a dead letter stays SENT: id=%s", order.order().id());
        }
    }
}
