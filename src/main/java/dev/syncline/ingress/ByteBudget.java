package dev.syncline.ingress;

import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes that pushes may take at once: together no more than the whole, those of one tenant no more than its share. What
 * is larger than the whole takes all of it, and what is larger than the share is taken while the tenant has nothing else.
 * Who finds too little free waits a while for it, and nobody overtakes who waits for the whole.
 */
final class ByteBudget {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final long whole;
    private final long share;
    private final Duration patience;
    private final int mostWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Request> waiting = new ArrayDeque<>();
    private final Map<String, Long> ofTenants = new HashMap<>();
    private long taken;

    /** @param mostWaiting how many wait at once: they keep threads that others need too */
    ByteBudget(long whole, long share, Duration patience, int mostWaiting) {
        this.whole = whole;
        this.share = share;
        this.patience = patience;
        this.mostWaiting = mostWaiting;
    }

    /** Nothing yet, for a push to raise; to be closed, whatever becomes of the push. */
    Permit open(String tenant) {
        return new Permit(tenant);
    }

    /** How many bytes are taken at present. */
    long taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** How many pushes wait for theirs. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** What one push has taken. */
    final class Permit implements AutoCloseable {

        private final String tenant;
        private long held;

        private Permit(String tenant) {
            this.tenant = tenant;
        }

        /** Waits where it must; where that is in vain, or too many wait, it ends with a {@link ProblemException}. */
        void raiseTo(long bytes) {
            lock.lock();
            try {
                Request request = new Request(this, Math.min(bytes, whole) - held, lock.newCondition());
                if (request.more > 0) {
                    obtain(request);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (held > 0) {
                    take(this, -held);
                    grantInTurn();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private static final class Request {

        private final Permit permit;
        private final long more;
        private final Condition answered;
        private boolean granted;

        Request(Permit permit, long more, Condition answered) {
            this.permit = permit;
            this.more = more;
            this.answered = answered;
        }
    }

    private void obtain(Request request) {
        if (request.permit.held > 0) {
            // Others get nothing from it before it has the rest.
            waiting.addFirst(request);
        } else {
            waiting.addLast(request);
        }
        grantInTurn();
        if (!request.granted && waiting.size() <= mostWaiting) {
            await(request);
        }
        if (!request.granted) {
            ProblemException refusal = refusal(request);
            waiting.remove(request);
            grantInTurn();
            throw refusal;
        }
    }

    private void await(Request request) {
        long left = patience.toNanos();
        try {
            while (!request.granted && left > 0) {
                left = request.answered.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void grantInTurn() {
        Iterator<Request> inTurn = waiting.iterator();
        while (inTurn.hasNext()) {
            Request request = inTurn.next();
            if (isBeyondShare(request)) {
                continue;
            }
            if (taken + request.more > whole) {
                return;
            }
            inTurn.remove();
            take(request.permit, request.more);
            request.granted = true;
            request.answered.signal();
        }
    }

    private boolean isBeyondShare(Request request) {
        long ofTenant = ofTenants.getOrDefault(request.permit.tenant, 0L);
        return ofTenant > request.permit.held && ofTenant + request.more > share;
    }

    private void take(Permit permit, long more) {
        permit.held += more;
        taken += more;
        ofTenants.merge(permit.tenant, more, (before, now) -> before + now == 0 ? null : before + now);
    }

    private ProblemException refusal(Request request) {
        return isBeyondShare(request)
                ? new ProblemException(ErrorCode.TENANT_BUSY, "send again when some of them are done", RETRY_AFTER)
                : new ProblemException(ErrorCode.BUSY, "send again when some of them are done", RETRY_AFTER);
    }
}
