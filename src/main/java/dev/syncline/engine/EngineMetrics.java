package dev.syncline.engine;

import dev.syncline.entities.EntityCatalog;
import dev.syncline.metrics.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Counts what the engine did, from its plans. */
@ApplicationScoped
class EngineMetrics {

    private static final String UNKNOWN = "unknown";

    @Inject
    Meters meters;

    @Inject
    EntityCatalog entities;

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
        Map<BatchPlan.Resolved, Integer> counts = new HashMap<>();
        plan.resolved.forEach(resolved -> counts.merge(resolved, 1, Integer::sum));
        counts.forEach((resolved, count) ->
                meters.resolved(known(resolved.entity()), resolved.outcome().name(), resolved.strategy(), count));
        plan.conflicts.forEach(row -> meters.conflict(
                known(row.key().entity()), row.conflict().settled().name()));
        plan.newLetters.forEach(row -> meters.deadLetter(row.cause().code()));
        Instant now = clock.instant();
        meters.syncLatencies(plan.ledger.stream().map(entry -> Duration.between(entry.receivedAt(), now)));
    }

    /** Producers on Kafka can write any name, and each would stay as a series for good. */
    private String known(String entity) {
        return entities.knows(entity) ? entity : UNKNOWN;
    }
}
