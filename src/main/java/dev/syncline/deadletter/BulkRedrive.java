package dev.syncline.deadletter;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.UuidV7;
import dev.syncline.store.DeadLetterFilter;
import dev.syncline.store.ListPlace;
import java.util.UUID;
import org.jboss.logging.Logger;

/** One bulk redrive, a step at a time from the oldest dead letter on. */
final class BulkRedrive {

    private static final Logger LOG = Logger.getLogger(BulkRedrive.class);

    /**
     * How far it is.
     *
     * @param code why it ended before its time, or null
     */
    record Progress(long sent, long failed, boolean done, ErrorCode code) {}

    private final UUID id = UuidV7.next();
    private final Reach reach;
    private final DeadLetterFilter filter;
    private final Pace pace;
    private final long matched;

    private ListPlace place;
    private volatile Progress progress = new Progress(0, 0, false, null);

    /** @param matched at most so many are redriven */
    BulkRedrive(Reach reach, DeadLetterFilter filter, Pace pace, long matched) {
        this.reach = reach;
        this.filter = filter;
        this.pace = pace;
        this.matched = matched;
    }

    UUID id() {
        return id;
    }

    String tenant() {
        return reach.tenant();
    }

    Pace pace() {
        return pace;
    }

    long matched() {
        return matched;
    }

    Progress progress() {
        return progress;
    }

    boolean isDone() {
        return progress.done();
    }

    /** On one thread only. */
    void step(Redriver redriver) {
        try {
            redriveNext(redriver);
        } catch (RuntimeException e) {
            LOG.errorf(e, "bulk redrive ended: job=%s", id);
            end(ErrorCode.INTERNAL);
        }
    }

    private void redriveNext(Redriver redriver) {
        long left = matched - progress.sent() - progress.failed();
        if (left == 0) {
            end(null);
            return;
        }
        Redriver.Progress next = redriver.redriveNext(reach, filter, place, (int) Math.min(left, pace.size()));
        place = next.last();
        progress = new Progress(progress.sent() + next.sent(), progress.failed() + next.failed(), false, null);
        if (next.brokerAway()) {
            // Every further one would be numbered for nothing.
            end(ErrorCode.BROKER_UNAVAILABLE);
        } else if (place == null || left == next.sent() + next.failed()) {
            end(null);
        }
    }

    private void end(ErrorCode code) {
        progress = new Progress(progress.sent(), progress.failed(), true, code);
    }
}
