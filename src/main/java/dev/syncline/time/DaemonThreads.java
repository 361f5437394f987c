package dev.syncline.time;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that work beside the requests, and do not keep the process from ending. */
public final class DaemonThreads {

    private static final Duration IDLE = Duration.ofSeconds(30);

    private DaemonThreads() {}

    /** As many as may work at once, each made when it is needed; one that finds nothing to do for a while ends. */
    public static ExecutorService pool(String name, int atOnce, BlockingQueue<Runnable> waiting) {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(atOnce, atOnce, IDLE.toMillis(), TimeUnit.MILLISECONDS, waiting, named(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

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
