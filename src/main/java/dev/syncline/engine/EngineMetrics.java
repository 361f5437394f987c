package dev.syncline.engine;

import dev.syncline.metrics.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Counts what the engine did, from its plans. */
@ApplicationScoped
class EngineMetrics {

    @Inject
    Meters meters;

    @Inject
    Clock clock;

    <T> T timed(String phase, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        meters.batchPhase(phase, Duration.ofNanos(System.nanoTime() - start));
        return result;
    }

    void batch(int messages, BatchPlan plan) {
        meters.batchSize(messages);
        plan.resolved.forEach(resolved ->
                meters.resolved(resolved.entity(), resolved.outcome().name(), resolved.strategy()));
        plan.conflicts.forEach(row ->
                meters.conflict(row.key().entity(), row.conflict().settled().name()));
        plan.newLetters.forEach(row -> meters.deadLetter(row.cause().code()));
    }

    void answered(BatchPlan plan) {
        Instant now = clock.instant();
        plan.ledger.forEach(entry -> meters.syncLatency(Duration.between(entry.receivedAt(), now)));
    }
}
