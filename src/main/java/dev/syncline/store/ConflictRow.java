package dev.syncline.store;

import dev.syncline.change.Change;
import dev.syncline.change.Origin;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.resolve.Decision;
import java.time.Instant;
import java.util.UUID;

/** A change that was not a fast-forward, with base, both sides and the result. */
public record ConflictRow(
        UUID id,
        Origin origin,
        RecordKey key,
        Change change,
        String strategy,
        Outcome outcome,
        Decision.Conflict conflict,
        long theirsVersion,
        long resultVersion,
        Instant createdAt) {}
