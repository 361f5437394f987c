package dev.syncline.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * How the queue stood.
 *
 * @param depth changes accepted and not processed
 * @param oldest when the oldest of them was accepted, or null where there is none or it is not known
 * @param drained changes processed since the queue was last seen empty; 0 while it is
 * @param at when this was seen
 */
public record QueueSample(long depth, Instant oldest, long drained, Instant at) {

    /** What was accepted before then was processed; empty where that is not known. */
    public Optional<Instant> processedUntil() {
        return Optional.ofNullable(depth == 0 ? at : oldest);
    }
}
