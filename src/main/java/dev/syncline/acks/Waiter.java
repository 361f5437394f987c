package dev.syncline.acks;

import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * One waiting request: it looks when woken or from time to time, never twice at once, until it has its answer or its
 * time is up. No thread is held while it waits.
 */
final class Waiter<T> {

    private static final Logger LOG = Logger.getLogger(Waiter.class);

    private static final Duration FIRST_LOOK = Duration.ofSeconds(10);
    private static final Runnable NOTHING = () -> {};

    /**
     * What a look found.
     *
     * @param answer what to answer if it is the last look, or no other succeeds
     * @param complete whether it is what was waited for
     * @param heldBack whether that is there already, but cannot be shown for a moment
     */
    record Seen<T>(T answer, boolean complete, boolean heldBack) {}

    /** How a waiter looks. */
    @FunctionalInterface
    interface Look<T> {

        /** @param last whether what it finds is answered, complete or not */
        Seen<T> look(boolean last) throws Exception;
    }

    /** Where waiters look, and when. */
    record Means(Executor workers, ScheduledExecutorService timer, Rechecks rechecks, Duration recheckHeldBack) {}

    private final Look<T> look;
    private final UniEmitter<? super T> request;
    private final Means means;

    private Lookers.Turn turn;
    private boolean looking;
    private boolean wokenWhileLooking;
    private boolean waits;
    private boolean timeIsUp;
    private boolean done;
    private T known;
    private Duration heldBackDelay;
    private Future<?> nextLook;
    private Future<?> end;

    Waiter(Look<T> look, UniEmitter<? super T> request, Means means) {
        this.look = look;
        this.request = request;
        this.means = means;
        this.heldBackDelay = means.recheckHeldBack();
    }

    /** Looks for the first time once a delay has passed, or when it is woken before. */
    synchronized void start(Duration wait, Duration firstLook) {
        if (wait.isZero()) {
            timeIsUp();
            return;
        }
        if (done) {
            return;
        }
        waits = true;
        means.rechecks().begin();
        end = after(wait, this::timeIsUp);
        if (firstLook.isZero()) {
            wake();
        } else {
            nextLook = after(firstLook, this::recheck);
        }
    }

    /** Looks now, or once more where it is looking: what woke it may have come too late for that. */
    synchronized void wake() {
        takeTurn(true);
    }

    private synchronized void recheck() {
        takeTurn(false);
    }

    private void takeTurn(boolean told) {
        if (done) {
            return;
        }
        if (looking) {
            wokenWhileLooking = true;
            return;
        }
        // Where it waits for its turn by itself and is told something now, it goes before others.
        if (turn == null || told && !turn.told()) {
            cancel(nextLook);
            turn = Lookers.Turn.of(told, this::lookOnce);
            means.workers().execute(turn);
        }
    }

    /** The request is answered, or its client is gone. */
    synchronized void stop() {
        if (waits) {
            waits = false;
            means.rechecks().end();
        }
        done = true;
        cancel(nextLook);
        cancel(end);
    }

    private void lookOnce() {
        boolean last;
        synchronized (this) {
            if (done || turn == null) {
                return;
            }
            turn = null;
            looking = true;
            wokenWhileLooking = false;
            last = timeIsUp;
        }
        // What answers the request runs outside the lock.
        call(last).run();
    }

    private Runnable call(boolean last) {
        try {
            return seen(look.look(last), last);
        } catch (Exception e) {
            LOG.debug("A waiting request could not look", e);
            return failed();
        }
    }

    private synchronized Runnable seen(Seen<T> seen, boolean last) {
        looking = false;
        known = seen.answer();
        if (seen.complete() || last) {
            return answer();
        }
        // Where the time was up meanwhile, that woke it: the last look comes now.
        if (wokenWhileLooking) {
            wake();
        } else {
            nextLook = after(delay(seen.heldBack()), this::recheck);
        }
        return NOTHING;
    }

    private Duration delay(boolean heldBack) {
        Duration held = heldBackDelay;
        Duration recheck = means.rechecks().delay();
        heldBackDelay = heldBack ? shorter(held.multipliedBy(2), recheck) : means.recheckHeldBack();
        return heldBack ? held : recheck;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private synchronized Runnable failed() {
        looking = false;
        if (timeIsUp) {
            return answer();
        }
        nextLook = after(means.rechecks().delay(), this::recheck);
        return NOTHING;
    }

    /** A last look is waited for, but not as long as it takes in an outage. */
    private synchronized void timeIsUp() {
        timeIsUp = true;
        end = after(known == null ? FIRST_LOOK : means.rechecks().least(), () -> answer().run());
        wake();
    }

    private synchronized Runnable answer() {
        if (done) {
            return NOTHING;
        }
        stop();
        T answer = known;
        return answer != null ? () -> request.complete(answer) : () -> request.fail(unavailable());
    }

    static ProblemException unavailable() {
        return new ProblemException(ErrorCode.DATABASE_UNAVAILABLE, "the outcomes cannot be read at present");
    }

    private Future<?> after(Duration delay, Runnable task) {
        return means.timer().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void cancel(Future<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }
}
