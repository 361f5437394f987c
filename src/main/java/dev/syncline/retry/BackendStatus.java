package dev.syncline.retry;

import java.time.Instant;

/**
 * Whether a backend can be reached.
 *
 * @param since when that began
 * @param cause what the probe ran into, or null while online
 */
public record BackendStatus(boolean online, Instant since, String cause) {}
