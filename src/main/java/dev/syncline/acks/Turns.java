package dev.syncline.acks;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Lets only so many tasks of a larger executor run at once, the others in the order they came. */
final class Turns implements Executor {

    private final Executor workers;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    Turns(Executor workers, int atOnce) {
        this.workers = workers;
        this.free = atOnce;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(task);
                return;
            }
            free--;
        }
        start(task);
    }

    private void start(Runnable task) {
        try {
            workers.execute(() -> runAndGoOn(task));
        } catch (RuntimeException refused) {
            release();
            throw refused;
        }
    }

    /** One task a hand-over to the workers, so that others of their users get their turn too. */
    private void runAndGoOn(Runnable task) {
        try {
            task.run();
        } finally {
            Runnable next = giveBack();
            if (next != null) {
                start(next);
            }
        }
    }

    private synchronized void release() {
        free++;
    }

    private synchronized Runnable giveBack() {
        Runnable next = waiting.poll();
        if (next == null) {
            free++;
        }
        return next;
    }
}
