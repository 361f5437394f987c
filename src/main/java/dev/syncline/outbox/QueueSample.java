package dev.syncline.outbox;

import java.time.Instant;

/**
 * How the queue stood.
 *
 * @param depth changes accepted and not processed
 * @param oldest when the oldest of them was accepted, or null where there is none or it is not known
 * @param drained changes processed since the queue was last seen empty; 0 while it is
 * @param at when this was seen
 */
public record QueueSample(long depth, Instant oldest, long drained, Instant at) {}
