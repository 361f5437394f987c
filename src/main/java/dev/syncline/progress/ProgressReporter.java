package dev.syncline.progress;

import dev.syncline.outbox.OutboxDepth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The seed's Progress Reporter: told by the engine of its batches, tells how far the queue is drained. */
@ApplicationScoped
public class ProgressReporter {

    /** A queue that was idle for so long was drained: the next batch begins another drain. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final OutboxDepth queue;
    private final Clock clock;

    private int batches;
    private long done;
    private Instant lastSync;

    @Inject
    ProgressReporter(OutboxDepth queue, Clock clock) {
        this.queue = queue;
        this.clock = clock;
    }

    /** How far the drain is: of all messages that were in the queue since it began, so many are done. */
    public record Progress(long done, long total) {}

    /** A batch is taken into work. */
    public synchronized void began(int messages) {
        if (!isDraining()) {
            done = 0;
        }
        batches++;
    }

    /** A batch came to its end. */
    public synchronized void finished(int messages) {
        batches--;
        done += messages;
        lastSync = clock.instant();
    }

    public synchronized boolean isSyncing() {
        return batches > 0;
    }

    /** When a batch last came to its end; empty where none did since the start. */
    public synchronized Optional<Instant> lastSync() {
        return Optional.ofNullable(lastSync);
    }

    /** Empty while nothing is drained, or where the queue was never seen. */
    public synchronized Optional<Progress> progress() {
        return isDraining() ? queue.latest().map(seen -> new Progress(done, done + seen.depth())) : Optional.empty();
    }

    private boolean isDraining() {
        return batches > 0
                || lastSync != null
                        && Duration.between(lastSync, clock.instant()).compareTo(PAUSE) < 0;
    }
}
