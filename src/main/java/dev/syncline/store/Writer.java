package dev.syncline.store;

import java.time.Instant;
import java.util.UUID;

/** Who wrote a version of a record, and when. */
public record Writer(String subject, String clientId, UUID changeId, Instant at) {}
