package dev.syncline.embedded;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jboss.logging.Logger;

/** Stops a backend for a while, and sees to it that it comes back. */
public final class Outages implements OutagesMXBean, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Outages.class);

    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private final Broker broker;
    private final Database database;
    private final ObjectName name;
    private final Map<String, Instant> until = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "embedded-outages");
        thread.setDaemon(true);
        // Not that of the service that happened to ask: it ends with the next reload.
        thread.setContextClassLoader(Outages.class.getClassLoader());
        return thread;
    });

    public Outages(Broker broker, Database database) {
        this.broker = broker;
        this.database = database;
        this.name = nameOf(broker.bootstrapServers());
        try {
            SERVER.registerMBean(this, name);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those of the backends with this broker, if they are this process's own. */
    public static Optional<OutagesMXBean> of(String bootstrapServers) {
        return Optional.of(nameOf(bootstrapServers))
                .filter(SERVER::isRegistered)
                .map(name -> JMX.newMXBeanProxy(SERVER, name, OutagesMXBean.class));
    }

    private static ObjectName nameOf(String bootstrapServers) {
        try {
            return new ObjectName("dev.syncline:type=Outages,broker=" + ObjectName.quote(bootstrapServers));
        } catch (JMException e) {
            throw new IllegalArgumentException(bootstrapServers, e);
        }
    }

    @Override
    public boolean begin(String backend, long seconds) {
        boolean isDatabase = backend.equals("database");
        Instant end = Instant.now().plusSeconds(seconds);
        if (until.putIfAbsent(backend, end) != null) {
            return false;
        }
        try {
            stop(isDatabase);
        } finally {
            Duration left = Duration.between(Instant.now(), end);
            timer.schedule(() -> start(backend, isDatabase), Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
        }
        return true;
    }

    @Override
    public Map<String, Long> getAway() {
        Map<String, Long> away = new TreeMap<>();
        until.forEach((backend, end) -> away.put(
                backend, Math.max(0, Duration.between(Instant.now(), end).toSeconds())));
        return away;
    }

    private void stop(boolean isDatabase) {
        if (isDatabase) {
            database.stop();
        } else {
            broker.stop();
        }
    }

    private void start(String backend, boolean isDatabase) {
        try {
            if (isDatabase) {
                database.start();
            } else {
                broker.start();
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "The %s did not come back", backend);
        } finally {
            until.remove(backend);
        }
    }

    /** From now on nothing is started. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            timer.awaitTermination(1, TimeUnit.MINUTES);
            SERVER.unregisterMBean(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (JMException e) {
            LOG.warn("The outages are registered no more", e);
        }
    }
}
