package dev.syncline.engine;

import dev.syncline.resolve.ConflictResolver;
import dev.syncline.resolve.CustomResolver;
import dev.syncline.settings.Settings;
import dev.syncline.time.DaemonThreads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.inject.Inject;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Runs applications' resolvers on threads of their own, with a deadline, so that none can hold up the engine. */
@ApplicationScoped
public class CustomResolverPool implements ConflictResolver.CustomResolvers {

    private static final Logger LOG = Logger.getLogger(CustomResolverPool.class);

    private final Instance<CustomResolver> resolvers;
    private final Settings.CustomResolver settings;
    private final ExecutorService pool;

    @Inject
    CustomResolverPool(@Any Instance<CustomResolver> resolvers, Settings settings) {
        this.resolvers = resolvers;
        this.settings = settings.engine().customResolver();
        int threads = this.settings.threads();
        // No queue: a resolver that never returns costs its thread, not the time of those behind it.
        this.pool = new ThreadPoolExecutor(
                0,
                threads,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                DaemonThreads.named("syncline-custom-resolver"));
    }

    @Override
    public CustomResolver.Resolution resolve(String name, CustomResolver.Conflict conflict) {
        Instance<CustomResolver> named = resolvers.select(NamedLiteral.of(name));
        if (!named.isResolvable()) {
            throw new ResolverFailedException("there is no resolver '" + name + "'", null);
        }
        Future<CustomResolver.Resolution> answer = submit(name, named.get(), conflict);
        try {
            CustomResolver.Resolution resolution =
                    answer.get(settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
            if (resolution == null) {
                throw new ResolverFailedException("the resolver '" + name + "' answered nothing", null);
            }
            return resolution;
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new ResolverFailedException(
                    "the resolver '" + name + "' did not answer within " + settings.deadline(), e);
        } catch (ExecutionException e) {
            LOG.warnf(
                    e.getCause(),
                    "resolver failed: name=%s changeId=%s",
                    name,
                    conflict.change().id());
            throw new ResolverFailedException("the resolver '" + name + "' threw an exception", e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a resolver ran", e);
        }
    }

    private Future<CustomResolver.Resolution> submit(
            String name, CustomResolver resolver, CustomResolver.Conflict conflict) {
        try {
            return pool.submit(() -> resolver.resolve(conflict));
        } catch (RejectedExecutionException e) {
            throw new ResolverFailedException(
                    "every thread for custom resolvers is taken; '" + name + "' was not asked", e);
        }
    }

    @PreDestroy
    void stop() {
        pool.shutdownNow();
    }
}
