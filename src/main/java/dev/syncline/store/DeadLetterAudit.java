package dev.syncline.store;

import java.time.Instant;

/**
 * Who did what with a dead letter.
 *
 * @param attempt the attempt that it made
 * @param before the change as JSON text where it was edited or discarded, else null
 * @param after the change as it was edited, else null
 */
public record DeadLetterAudit(
        DeadLetterAction action, String subject, int attempt, String before, String after, Instant at) {}
