package dev.syncline.benchmark;

import java.util.concurrent.locks.LockSupport;

/** Times on the clock of {@link System#nanoTime}. */
final class Nanos {

    private Nanos() {}

    /** Since then. */
    static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    static void await(long due) {
        while (System.nanoTime() < due) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }
}
