package dev.syncline.store;

import dev.syncline.change.RecordKey;

/** Names one version of a record. */
public record RevisionKey(RecordKey record, long version) {}
