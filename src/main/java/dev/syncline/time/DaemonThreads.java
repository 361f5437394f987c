package dev.syncline.time;

import java.util.concurrent.ThreadFactory;

/** Threads that work beside the requests, and do not keep the process from ending. */
public final class DaemonThreads {

    private DaemonThreads() {}

    public static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            // Not the caller's: after a live reload event loops have the earlier one.
            thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
            return thread;
        };
    }
}
