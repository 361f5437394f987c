package dev.syncline.time;

import java.util.concurrent.ThreadFactory;

/** Threads that work beside the requests, and do not keep the process from ending. */
public final class DaemonThreads {

    private DaemonThreads() {}

    public static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
