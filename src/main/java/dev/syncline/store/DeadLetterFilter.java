package dev.syncline.store;

import java.time.Instant;

/**
 * Which dead letters to take; null stands for any.
 *
 * @param tenant empty for those whose message could not be read
 * @param from failed then or later
 * @param to failed before
 */
public record DeadLetterFilter(
        String tenant, String cause, String entity, DeadLetterState state, Instant from, Instant to) {}
