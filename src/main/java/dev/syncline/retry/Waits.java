package dev.syncline.retry;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The waits of all consumers, which end together when there is reason to try now, or when the service stops. */
final class Waits {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long wakes;
    private boolean stopped;

    /** How many wakes there were: what a wait is measured against, so that none is missed. */
    long wakes() {
        lock.lock();
        try {
            return wakes;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the time is up, or at once where there was a wake since. */
    void await(Duration longest, long since) {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (!stopped && wakes == since && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (stopped) {
                throw new StoppingException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppingException();
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        signal(false);
    }

    void stop() {
        signal(true);
    }

    private void signal(boolean stop) {
        lock.lock();
        try {
            wakes++;
            stopped |= stop;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
