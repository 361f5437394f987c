package dev.syncline.progress;

import dev.syncline.acks.Control;
import dev.syncline.acks.ControlPublisher;
import dev.syncline.retry.Backend;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.retry.RetryManager;
import dev.syncline.time.DaemonThreads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends every wait on every instance when somebody asks; however many ask, at most once a second. */
@ApplicationScoped
public class ManualSync {

    private static final Duration EACH = Duration.ofSeconds(1);

    @Inject
    RetryManager retry;

    @Inject
    NetworkMonitor network;

    @Inject
    ControlPublisher controls;

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("manual-sync"));

    private long last = System.nanoTime() - EACH.toNanos();
    private boolean due;
    private boolean othersDue;

    /** Tries now, here and elsewhere. */
    void everywhere() {
        request(true);
    }

    void heard(@Observes Control.Heard heard) {
        if (heard.control() == Control.SYNC) {
            request(false);
        }
    }

    private synchronized void request(boolean tellOthers) {
        othersDue |= tellOthers;
        if (!due) {
            due = true;
            long wait = Math.max(0, last + EACH.toNanos() - System.nanoTime());
            timer.schedule(this::run, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void run() {
        boolean tellOthers = begin();
        retry.tryNow();
        network.lookSoon();
        if (tellOthers && network.online(Backend.BROKER)) {
            controls.tellOthers(Control.SYNC);
        }
    }

    private synchronized boolean begin() {
        boolean tellOthers = othersDue;
        last = System.nanoTime();
        due = false;
        othersDue = false;
        return tellOthers;
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
