package dev.syncline.ingress;

import dev.syncline.change.ErrorCode;
import dev.syncline.outbox.OutboxPublisher;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.problem.ProblemException;
import dev.syncline.settings.Settings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** Hands changes to the broker, as many of a tenant's as may wait to be processed. */
@ApplicationScoped
public class Handover {

    static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Unprocessed unprocessed;
    private final OutboxPublisher outbox;
    private final long limit;

    Handover(Unprocessed unprocessed, OutboxPublisher outbox, Settings settings) {
        this.unprocessed = unprocessed;
        this.outbox = outbox;
        this.limit = settings.limits().unprocessedPerTenant();
    }

    /** Takes the places of changes that are about to be published; where there are too few, a {@link ProblemException}. */
    public void takePlaces(String tenant, int changes) {
        if (!unprocessed.tryTake(tenant, changes, limit)) {
            throw new ProblemException(
                    ErrorCode.TOO_MANY_UNPROCESSED, "send again when some are processed", RETRY_AFTER);
        }
    }

    /**
     * Sends the changes whose places were taken, as {@link OutboxPublisher#publish(List)} does.
     *
     * @param durable is run once the broker has them, whether or not somebody still waits for that
     */
    public Uni<Void> publish(String tenant, List<OutboxRecord> changes, Runnable durable) {
        return unprocessed.counted(
                tenant, changes.size(), outbox.publish(changes).invoke(durable));
    }
}
