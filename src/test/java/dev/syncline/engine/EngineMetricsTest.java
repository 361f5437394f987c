package dev.syncline.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.change.Outcome;
import dev.syncline.metrics.Meters;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be counted is done all the same, and once. */
class EngineMetricsTest {

    /** Fails at whatever it is to record. */
    private static final class Broken extends Meters {

        @Override
        public void batchPhase(String phase, Duration taken) {
            throw new ArithmeticException("no such duration");
        }

        @Override
        public void batchSize(int messages) {
            throw new IllegalArgumentException("no such meter");
        }
    }

    private final EngineMetrics metrics = new EngineMetrics();

    @BeforeEach
    void nothingCanBeCounted() {
        metrics.meters = new Broken();
        metrics.clock = Clock.systemUTC();
    }

    @Test
    void aStepKeepsItsResult() {
        EngineMetrics.Phase phase = metrics.phase("apply");
        assertEquals("done", phase.attempt(() -> "done"));
        assertDoesNotThrow(phase::ended);
    }

    @Test
    void aBatchThatIsCommittedStaysSo() {
        BatchPlan.Draft draft = new BatchPlan.Draft();
        draft.resolved.add(new BatchPlan.Resolved("message", Outcome.APPLIED, "three-way-merge"));
        draft.ledger.add(null);
        BatchPlan plan = draft.done();

        assertDoesNotThrow(() -> metrics.batch(1, plan));
        assertDoesNotThrow(() -> metrics.answered(plan));
    }
}
