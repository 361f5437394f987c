package dev.syncline.retry;

import dev.syncline.kafka.BrokerClients;
import dev.syncline.metrics.Meter;
import dev.syncline.metrics.Meters;
import dev.syncline.time.DaemonThreads;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The seed's Network Monitor: knows whether broker and database can be reached, and tells when that changes. Calls that
 * are made anyway tell it; it looks itself where one fails or hangs, where all is silent, and while one is away.
 */
@ApplicationScoped
public class NetworkMonitor {

    private static final Logger LOG = Logger.getLogger(NetworkMonitor.class);
    private static final Duration EACH = Duration.ofSeconds(1);

    private final Map<Backend, Watch> watches = new EnumMap<>(Backend.class);
    private final ScheduledThreadPoolExecutor timer;

    /** A call being made, which is closed when it comes back. */
    public interface Calling extends AutoCloseable {

        /** The backend did as it was told. */
        void succeeded();

        @Override
        void close();
    }

    /** A read of the database that is repeated soon, whatever comes of it. */
    public interface Look {
        void look() throws SQLException;
    }

    @Inject
    NetworkMonitor(AgroalDataSource database, BrokerClients broker, Clock clock, Event<BackendChanged> changes) {
        watches.put(Backend.DATABASE, new Watch(Backend.DATABASE, new DatabaseProbe(database), clock, changes::fire));
        watches.put(Backend.BROKER, new Watch(Backend.BROKER, new BrokerProbe(broker), clock, changes::fire));
        timer = new ScheduledThreadPoolExecutor(watches.size(), DaemonThreads.named("network-monitor"));
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void atStart(@Observes @Priority(3) StartupEvent start, Meters meters) {
        watches.forEach((backend, watch) -> {
            meters.gauge(Meter.ONLINE, () -> watch.status().online() ? 1 : 0, backend.label());
            timer.scheduleWithFixedDelay(
                    watch::lookWhereInDoubt, EACH.toMillis(), EACH.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    public BackendStatus status(Backend backend) {
        return watches.get(backend).status();
    }

    public boolean online(Backend backend) {
        return status(backend).online();
    }

    /** A call begins; one that does not come back raises doubt. */
    public Calling calling(Backend backend) {
        return watches.get(backend).calling();
    }

    /** Makes such a look, unless the database is away; what it finds of that, it tells. */
    public void lookAtDatabase(Look look) {
        if (!online(Backend.DATABASE)) {
            return;
        }
        try (Calling calling = calling(Backend.DATABASE)) {
            look.look();
            calling.succeeded();
        } catch (SQLException e) {
            failed(Backend.DATABASE);
        } catch (RuntimeException e) {
            LOG.debug("a look at the database failed; the next may not", e);
        }
    }

    public void succeeded(Backend backend) {
        watches.get(backend).succeeded();
    }

    /** A call failed in a way that can mean the backend is away: looks, soon and on a thread of its own. */
    public void failed(Backend backend) {
        Watch watch = watches.get(backend);
        if (watch.doubt()) {
            soon(watch::lookWhereInDoubt);
        }
    }

    /** Looks at both, soon and on threads of its own. */
    public void lookSoon() {
        watches.values().forEach(watch -> soon(watch::look));
    }

    private void soon(Runnable look) {
        try {
            timer.execute(look);
        } catch (RejectedExecutionException stopped) {
            // Nobody asks any more.
        }
    }

    /** Looks now, for a few seconds at most: whether the backend answers, and nothing keeps writes from coming through. */
    boolean findsNothingWrong(Backend backend) {
        return watches.get(backend).findsNothingWrong();
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
        watches.values().forEach(Watch::close);
    }
}
