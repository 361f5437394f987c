package dev.syncline.store;

import dev.syncline.change.RecordKey;
import dev.syncline.resolve.State;

/** A record as it is or was at one version. */
public record RecordVersion(RecordKey key, long version, State state, Writer writer) {}
