package dev.syncline.store;

import java.util.List;

/** Some of a record's versions, newest first, and whether there are older ones. */
public record RevisionPage(List<RecordVersion> versions, boolean more) {}
