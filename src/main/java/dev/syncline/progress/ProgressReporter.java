package dev.syncline.progress;

import dev.syncline.outbox.OutboxDepth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;

/**
 * The seed's Progress Reporter: tells whether the sync goes on and how far the queue is drained. It goes by what all
 * instances see of the queue; that the engine here is at a batch is only known sooner.
 */
@ApplicationScoped
public class ProgressReporter {

    private final OutboxDepth queue;
    private final EngineGate gate;

    private int batches;

    @Inject
    ProgressReporter(OutboxDepth queue, EngineGate gate) {
        this.queue = queue;
        this.gate = gate;
    }

    /** How far the drain is: of all changes that were in the queue since it was last empty, so many are done. */
    public record Progress(long done, long total) {}

    /** A batch is taken into work. */
    public synchronized void began() {
        batches++;
    }

    /** A batch came to its end, processed or not. */
    public synchronized void ended() {
        batches--;
    }

    /** Whether changes are being processed, or tried again and again, by any instance. */
    public boolean isSyncing() {
        boolean isQueued = queue.latest().filter(seen -> seen.depth() > 0).isPresent();
        return isQueued && !gate.isPaused() || hasBatch();
    }

    private synchronized boolean hasBatch() {
        return batches > 0;
    }

    /** When changes were last processed; empty where that is not known. */
    public Optional<Instant> lastSync() {
        return queue.lastApplied();
    }

    /** Empty while the queue is, or was never seen. */
    public Optional<Progress> progress() {
        return queue.latest()
                .filter(seen -> seen.depth() > 0)
                .map(seen -> new Progress(seen.drained(), seen.drained() + seen.depth()));
    }
}
