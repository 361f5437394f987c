package dev.syncline.engine;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets the batches of an instance be worked on side by side, and what may end the process all by itself: or a neighbour
 * that was begun at that moment would be taken for the one that did it.
 */
final class Lanes {

    // Fair, so that neither keeps the other out.
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

    void together(Runnable work) {
        run(lock.readLock(), work);
    }

    void alone(Runnable work) {
        run(lock.writeLock(), work);
    }

    private static void run(Lock lock, Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }
}
