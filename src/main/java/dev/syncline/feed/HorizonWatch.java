package dev.syncline.feed;

import dev.syncline.metrics.Meter;
import dev.syncline.metrics.Meters;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.store.FeedHorizons;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;

/** Tells for how long a transaction left open somewhere in the cluster has kept the feed from going on. */
@ApplicationScoped
public class HorizonWatch {

    @Inject
    FeedHorizons horizons;

    @Inject
    NetworkMonitor network;

    @Inject
    Meters meters;

    @Inject
    Clock clock;

    private final HeldBack heldBack = new HeldBack();
    private volatile Duration age = Duration.ZERO;

    void atStart(@Observes StartupEvent start) {
        meters.gauge(Meter.FEED_HORIZON_AGE, () -> age.toMillis() / 1000.0);
    }

    @Scheduled(every = "{gauges.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    synchronized void look() {
        network.lookAtDatabase(() -> age = heldBack.seen(horizons.read(), clock.instant()));
    }
}
