package dev.syncline.engine;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Outcome;
import dev.syncline.entities.EntityCatalog;
import dev.syncline.metrics.Meter;
import dev.syncline.metrics.Meters;
import dev.syncline.resolve.Decision;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Counts what the engine did, from its plans. */
@ApplicationScoped
class EngineMetrics {

    private static final Logger LOG = Logger.getLogger(EngineMetrics.class);

    @Inject
    Meters meters;

    @Inject
    EntityCatalog entities;

    @Inject
    Clock clock;

    void atStart(@Observes StartupEvent start) {
        for (String entity : entities.entities()) {
            String strategy = entities.rules(entity).orElseThrow().strategy().toString();
            for (Outcome outcome : Outcome.values()) {
                boolean resolved = outcome != Outcome.REJECTED && outcome != Outcome.DEAD_LETTERED;
                meters.begin(
                        Meter.CHANGES_RESOLVED,
                        entity,
                        outcome.name(),
                        resolved ? strategy : BatchPlan.Resolved.NO_STRATEGY);
            }
            for (Decision.Settled settled : Decision.Settled.values()) {
                meters.begin(Meter.CONFLICTS, entity, settled.name());
            }
        }
        ErrorCode.all(ErrorCode.Of.DEAD_LETTER).forEach(cause -> meters.begin(Meter.DEAD_LETTERS, cause.code()));
    }

    /** A phase of a batch: the time of the attempts that did its steps, without the waits between attempts. */
    final class Phase {

        private final String name;
        private long nanos;

        private Phase(String name) {
            this.name = name;
        }

        <T, E extends Exception> T attempt(Work<T, E> work) throws E {
            long start = System.nanoTime();
            T result = work.run();
            nanos += System.nanoTime() - start;
            return result;
        }

        void ended() {
            counted(() -> meters.batchPhase(name, Duration.ofNanos(nanos)));
        }
    }

    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    Phase phase(String name) {
        return new Phase(name);
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
