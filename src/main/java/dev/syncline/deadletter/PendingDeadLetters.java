package dev.syncline.deadletter;

import dev.syncline.metrics.Meter;
import dev.syncline.metrics.Meters;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.store.DeadLetterQueries;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Knows how many dead letters wait for somebody; while the database is away, how many did. */
@ApplicationScoped
public class PendingDeadLetters {

    @Inject
    DeadLetterQueries letters;

    @Inject
    NetworkMonitor network;

    @Inject
    Meters meters;

    private volatile long pending;

    void atStart(@Observes StartupEvent start) {
        meters.gauge(Meter.DEAD_LETTERS_PENDING, () -> pending);
    }

    @Scheduled(every = "{gauges.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        network.lookAtDatabase(() -> pending = letters.pending());
    }
}
