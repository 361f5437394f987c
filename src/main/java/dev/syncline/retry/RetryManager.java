package dev.syncline.retry;

import dev.syncline.metrics.Meter;
import dev.syncline.metrics.Meters;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The seed's Retry Manager: makes calls to database and broker outlive what the environment does, and knows the
 * schedule. Callers bring threads that may wait.
 */
@ApplicationScoped
public class RetryManager {

    private static final Logger LOG = Logger.getLogger(RetryManager.class);

    private final Waits waits = new Waits();
    private final Set<Call<?>> failing = ConcurrentHashMap.newKeySet();

    @Inject
    RepeatedCalls repeated;

    @Inject
    CircuitedCalls circuited;

    @Inject
    CircuitBreakerMaintenance circuits;

    @Inject
    NetworkMonitor network;

    @Inject
    Meters meters;

    @Inject
    Clock clock;

    @Inject
    Event<ServiceStopping> stopping;

    void atStart(@Observes StartupEvent start) {
        meters.gauge(Meter.CIRCUIT_OPEN, () -> state().circuit() == RetryState.Circuit.CLOSED ? 0 : 1);
        for (Cause cause : Cause.values()) {
            meters.begin(Meter.RETRIES, cause.label());
        }
    }

    /**
     * Repeats the work until the database has done it.
     *
     * @throws ItemFault where a value is at fault, or suspected
     * @throws StoppingException where the service stops meanwhile
     */
    public <T> T database(Supplier<T> work) {
        return call(Backend.DATABASE, () -> circuited.database(work));
    }

    /** The same with the broker. */
    public void broker(Runnable work) {
        call(
                Backend.BROKER,
                () -> circuited.broker(() -> {
                    work.run();
                    return null;
                }));
    }

    /**
     * Repeats work that makes such calls itself until it is through, whatever it fails for. No circuit is asked: one that
     * lets a single call through would refuse those within.
     */
    public void untilThrough(Runnable work) {
        repeat(new Call<>(null, () -> unforeseen(work), this));
    }

    private static Void unforeseen(Runnable work) {
        try {
            work.run();
            return null;
        } catch (StoppingException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new FailedAttempt(Verdict.environment(Cause.OTHER, null), e);
        }
    }

    private <T> T call(Backend backend, Supplier<T> attempt) {
        return repeat(new Call<>(backend, () -> watched(backend, attempt), this));
    }

    private <T> T repeat(Call<T> call) {
        try {
            return repeated.repeat(call);
        } catch (Exception e) {
            throw unchecked(e);
        } finally {
            failing.remove(call);
        }
    }

    private <T> T watched(Backend backend, Supplier<T> attempt) {
        try (NetworkMonitor.Calling calling = network.calling(backend)) {
            T result = attempt.get();
            calling.succeeded();
            return result;
        } catch (FailedAttempt failed) {
            Backend failedBackend = Objects.requireNonNullElse(failed.verdict().backend(), backend);
            if (failed.verdict().blame() == Blame.ENVIRONMENT) {
                network.failed(failedBackend);
            }
            throw failed;
        }
    }

    /** An interrupt reaches a caller as a checked exception that no method declares. */
    private static RuntimeException unchecked(Exception failure) {
        if (failure instanceof RuntimeException known) {
            return known;
        }
        Thread.currentThread().interrupt();
        return new StoppingException();
    }

    /** Ends every wait: what failed is tried now. */
    public void tryNow() {
        circuits.reset(CircuitedCalls.DATABASE);
        circuits.reset(CircuitedCalls.BROKER);
        waits.wake();
    }

    void backendChanged(@Observes BackendChanged change) {
        if (change.online()) {
            failing.forEach(Call::startOver);
            tryNow();
        }
    }

    /** Ends every wait with {@link StoppingException}, now and from now on; what does not fail still comes to its end. */
    public void stop() {
        waits.stop();
        stopping.fire(new ServiceStopping());
    }

    public RetryState state() {
        int failures = failing.stream().mapToInt(Call::failures).max().orElse(0);
        Instant next = failing.stream()
                .map(Call::nextTry)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        Cause cause = failing.stream()
                .max(Comparator.comparingInt(Call::failures))
                .map(Call::lastCause)
                .orElse(null);
        return new RetryState(failures, next, circuit(), cause);
    }

    private RetryState.Circuit circuit() {
        return Stream.of(CircuitedCalls.DATABASE, CircuitedCalls.BROKER)
                .map(name ->
                        RetryState.Circuit.valueOf(circuits.currentState(name).name()))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    Waits waits() {
        return waits;
    }

    RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    Instant now() {
        return clock.instant();
    }

    boolean findsNothingWrong(Backend backend) {
        return network.findsNothingWrong(backend);
    }

    void willRepeat(Call<?> call, Duration delay, FailedAttempt failed) {
        failing.add(call);
        Cause cause = failed.verdict().cause();
        meters.retry(cause.label());
        if (cause == Cause.CIRCUIT || cause == Cause.CONTENTION) {
            LOG.debugf("%s call repeated: cause=%s in=%s", call.label(), cause.label(), delay);
        } else {
            LOG.warnf(
                    "%s call failed: cause=%s failures=%d next=%s: %s",
                    call.label(), cause.label(), call.failures(), delay, failed.getCause());
        }
    }
}
