package dev.syncline.engine;

import dev.syncline.entities.NamedResolvers;
import dev.syncline.resolve.ConflictResolver;
import dev.syncline.resolve.CustomResolver;
import dev.syncline.retry.StoppingException;
import dev.syncline.settings.Settings;
import dev.syncline.time.DaemonThreads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Runs applications' resolvers on threads of their own, with a deadline, so that none can hold up the engine. */
@ApplicationScoped
public class CustomResolverPool implements ConflictResolver.CustomResolvers {

    private static final Logger LOG = Logger.getLogger(CustomResolverPool.class);

    private final Function<String, Optional<CustomResolver>> resolvers;
    private final Duration deadline;
    private final Semaphore places;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(DaemonThreads.named("syncline-custom-resolver"));

    @Inject
    CustomResolverPool(NamedResolvers resolvers, Settings settings) {
        this(
                resolvers::find,
                settings.engine().customResolver().deadline(),
                settings.engine().customResolver().threads());
    }

    CustomResolverPool(Function<String, Optional<CustomResolver>> resolvers, Duration deadline, int threads) {
        this.resolvers = resolvers;
        this.deadline = deadline;
        this.places = new Semaphore(threads);
    }

    /** @throws StoppingException where the service stops meanwhile, which is no fault of the resolver's */
    @Override
    public CustomResolver.Resolution resolve(String name, CustomResolver.Conflict conflict) {
        requireRunning();
        CustomResolver resolver = resolvers
                .apply(name)
                .orElseThrow(() -> new ResolverFailedException("there is no resolver '" + name + "'", null));
        FutureTask<CustomResolver.Resolution> answer = new FutureTask<>(() -> resolver.resolve(conflict));
        try {
            begin(name, answer);
            CustomResolver.Resolution resolution = answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            // The stop interrupts resolvers: what comes of that is not what they would have answered.
            requireRunning();
            if (resolution == null) {
                throw new ResolverFailedException("the resolver '" + name + "' answered nothing", null);
            }
            return resolution;
        } catch (TimeoutException e) {
            requireRunning();
            throw new ResolverFailedException("the resolver '" + name + "' did not answer within " + deadline, e);
        } catch (ExecutionException e) {
            requireRunning();
            LOG.warnf(
                    e.getCause(),
                    "resolver failed: name=%s changeId=%s",
                    name,
                    conflict.change().id());
            throw new ResolverFailedException("the resolver '" + name + "' threw an exception", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppingException();
        } finally {
            answer.cancel(true);
        }
    }

    /** Waits for one of the places: a resolver that never returns keeps its own, and no other. */
    private void begin(String name, FutureTask<?> answer) throws InterruptedException {
        if (!places.tryAcquire(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
            requireRunning();
            throw new ResolverFailedException(
                    "every thread for custom resolvers is taken; '" + name + "' was not asked", null);
        }
        try {
            threads.execute(() -> {
                try {
                    answer.run();
                } finally {
                    places.release();
                }
            });
        } catch (RejectedExecutionException e) {
            places.release();
            throw new StoppingException();
        }
    }

    private void requireRunning() {
        if (threads.isShutdown()) {
            throw new StoppingException();
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
