package dev.syncline.engine;

import dev.syncline.acks.AckPublisher;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.store.ConflictRow;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.RecordRow;
import dev.syncline.store.RevisionRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that a batch will write and answer, decided before anything is written. */
final class BatchPlan {

    /** A decision as the metrics count it. */
    record Resolved(String entity, Outcome outcome, String strategy) {}

    final Map<RecordKey, RecordRow> newRecords = new LinkedHashMap<>();
    final Map<RecordKey, RecordRow> changedRecords = new LinkedHashMap<>();
    final List<RevisionRow> revisions = new ArrayList<>();
    final List<LedgerEntry> ledger = new ArrayList<>();
    final List<LedgerEntry> answeredAgain = new ArrayList<>();
    final List<ConflictRow> conflicts = new ArrayList<>();
    final List<DeadLetterRow> deadLetters = new ArrayList<>();
    final List<AckPublisher.Answer> answers = new ArrayList<>();
    final List<Resolved> resolved = new ArrayList<>();
}
