package dev.syncline.acks;

import dev.syncline.time.DaemonThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.PriorityBlockingQueue;

/** Threads that look for waiting requests: first for those that were told something. */
final class Lookers implements Executor {

    /**
     * A look that is due.
     *
     * @param told whether something was told; else the request looks by itself
     * @param since on the clock of {@link System#nanoTime}
     */
    record Turn(boolean told, long since, Runnable look) implements Runnable, Comparable<Turn> {

        static Turn of(boolean told, Runnable look) {
            return new Turn(told, System.nanoTime(), look);
        }

        @Override
        public void run() {
            look.run();
        }

        @Override
        public int compareTo(Turn other) {
            return told == other.told ? Long.signum(since - other.since) : told ? -1 : 1;
        }
    }

    private final ExecutorService threads;

    Lookers(int atOnce) {
        // Threads of their own: the shared ones would carry the context of whoever woke a request into its answer.
        threads = DaemonThreads.pool("ack-waiters", atOnce, new PriorityBlockingQueue<>());
    }

    @Override
    public void execute(Runnable turn) {
        threads.execute(turn);
    }

    void stop() {
        threads.shutdownNow();
    }
}
