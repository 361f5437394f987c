package dev.syncline.progress;

import dev.syncline.acks.Control;
import dev.syncline.acks.ControlPublisher;
import dev.syncline.retry.Backend;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.store.EngineState;
import dev.syncline.store.EngineStates;
import dev.syncline.time.DaemonThreads;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** An operator's pause and resume of the engine: stored, and soon known to every instance. */
@ApplicationScoped
public class EngineSwitch {

    private static final Logger LOG = Logger.getLogger(EngineSwitch.class);

    // For instances that are not told.
    private static final Duration EACH = Duration.ofSeconds(1);

    @Inject
    EngineStates states;

    @Inject
    EngineGate gate;

    @Inject
    ControlPublisher controls;

    @Inject
    NetworkMonitor network;

    @Inject
    Clock clock;

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("engine-switch"));

    void atStart(@Observes StartupEvent start) {
        timer.scheduleWithFixedDelay(this::look, 0, EACH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stores it, then lets it take effect; a look that read what was stored before comes first, or it would undo this. */
    synchronized void set(boolean paused, String by) throws SQLException {
        states.write(new EngineState(paused, by, clock.instant()));
        gate.pause(paused);
        LOG.infof("engine %s by %s", paused ? "paused" : "resumed", by);
        timer.execute(this::tellOthers);
    }

    private void tellOthers() {
        if (network.online(Backend.BROKER)) {
            controls.tellOthers(Control.ENGINE);
        }
    }

    // On a thread of its own: the one that tells belongs to the broker's client.
    void heard(@Observes Control.Heard heard) {
        if (heard.control() == Control.ENGINE) {
            timer.execute(this::look);
        }
    }

    private synchronized void look() {
        network.lookAtDatabase(
                () -> gate.pause(states.read().map(EngineState::paused).orElse(false)));
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
