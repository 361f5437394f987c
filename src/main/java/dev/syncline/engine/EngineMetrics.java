package dev.syncline.engine;

import dev.syncline.metrics.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Counts what the engine did, from its plans. */
@ApplicationScoped
class EngineMetrics {

    private static final Logger LOG = Logger.getLogger(EngineMetrics.class);

    @Inject
    Meters meters;

    @Inject
    Clock clock;

    <T> T timed(String phase, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        counted(() -> meters.batchPhase(phase, Duration.ofNanos(System.nanoTime() - start)));
        return result;
    }

    void batch(int messages, BatchPlan plan) {
        counted(() -> meters.batchSize(messages));
        decided(plan);
    }

    void decided(BatchPlan plan) {
        counted(() -> {
            plan.resolved.forEach(resolved ->
                    meters.resolved(resolved.entity(), resolved.outcome().name(), resolved.strategy()));
            plan.conflicts.forEach(row ->
                    meters.conflict(row.key().entity(), row.conflict().settled().name()));
            plan.newLetters.forEach(row -> meters.deadLetter(row.cause().code()));
        });
    }

    void answered(BatchPlan plan) {
        Instant now = clock.instant();
        counted(() -> plan.ledger.forEach(entry -> meters.syncLatency(Duration.between(entry.receivedAt(), now))));
    }

    /** What is counted is committed already: that it could not be counted is no reason to do it again. */
    private static void counted(Runnable counting) {
        try {
            counting.run();
        } catch (RuntimeException e) {
            LOG.error("what a batch did could not be counted", e);
        }
    }
}
