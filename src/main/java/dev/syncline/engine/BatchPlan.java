package dev.syncline.engine;

import dev.syncline.acks.AckPublisher;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.ConflictRow;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.ParkedRow;
import dev.syncline.store.RecordRow;
import dev.syncline.store.RevisionRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that a batch will write and answer, decided before anything is written. */
final class BatchPlan {

    /** A decision as the metrics count it. */
    record Resolved(String entity, Outcome outcome, String strategy) {

        /** Of what was rejected, or failed. */
        static final String NO_STRATEGY = "none";
    }

    final Map<RecordKey, RecordRow> newRecords;
    final Map<RecordKey, RecordRow> changedRecords;
    final List<RevisionRow> revisions;
    final List<LedgerEntry> ledger;
    final List<LedgerEntry> changedOutcomes;
    final List<LedgerEntry> answeredAgain;
    final List<ConflictRow> conflicts;
    final Map<ChangeKey, ParkedRow> parked;
    final Set<ChangeKey> released;

    /** What was to go on, and takes too long for one transaction. */
    final List<ParkedRow> left;

    final List<DeadLetterRow> newLetters;
    final List<DeadLetterRow> changedLetters;

    final List<AckPublisher.Answer> answers;
    final List<DeadLetterRow> lettersToPublish;
    final List<Resolved> resolved;

    /** What was applied before but may not have been published, as it stood before this batch. */
    final Map<RecordKey, RecordRow> appliedBefore;

    /** Whether changes that had waited are among it, beside those that it was made for. */
    final boolean releases;

    /** Messages that lie below what was applied, but of which nothing is known: the topic may not be the one it was. */
    final boolean unknownBelow;

    private BatchPlan(Draft draft) {
        newRecords = Collections.unmodifiableMap(draft.newRecords);
        changedRecords = Collections.unmodifiableMap(draft.changedRecords);
        revisions = Collections.unmodifiableList(draft.revisions);
        ledger = Collections.unmodifiableList(draft.ledger);
        changedOutcomes = Collections.unmodifiableList(draft.changedOutcomes);
        answeredAgain = Collections.unmodifiableList(draft.answeredAgain);
        conflicts = Collections.unmodifiableList(draft.conflicts);
        parked = Collections.unmodifiableMap(draft.parked);
        released = Collections.unmodifiableSet(draft.released);
        left = Collections.unmodifiableList(draft.left);
        newLetters = Collections.unmodifiableList(draft.newLetters);
        changedLetters = Collections.unmodifiableList(draft.changedLetters);
        answers = Collections.unmodifiableList(draft.answers);
        lettersToPublish = Collections.unmodifiableList(draft.lettersToPublish);
        resolved = Collections.unmodifiableList(draft.resolved);
        appliedBefore = Collections.unmodifiableMap(draft.appliedBefore);
        releases = draft.releases;
        unknownBelow = draft.unknownBelow;
    }

    /** The records that other services are to be told of, each as this batch leaves it. */
    Collection<RecordRow> recordsToPublish() {
        Map<RecordKey, RecordRow> records = new LinkedHashMap<>(appliedBefore);
        records.putAll(newRecords);
        records.putAll(changedRecords);
        return records.values();
    }

    /** A plan in the making. */
    static final class Draft {

        final Map<RecordKey, RecordRow> newRecords = new LinkedHashMap<>();
        final Map<RecordKey, RecordRow> changedRecords = new LinkedHashMap<>();
        final List<RevisionRow> revisions = new ArrayList<>();
        final List<LedgerEntry> ledger = new ArrayList<>();
        final List<LedgerEntry> changedOutcomes = new ArrayList<>();
        final List<LedgerEntry> answeredAgain = new ArrayList<>();
        final List<ConflictRow> conflicts = new ArrayList<>();
        final Map<ChangeKey, ParkedRow> parked = new LinkedHashMap<>();
        final Set<ChangeKey> released = new LinkedHashSet<>();
        final List<ParkedRow> left = new ArrayList<>();
        final List<DeadLetterRow> newLetters = new ArrayList<>();
        final List<DeadLetterRow> changedLetters = new ArrayList<>();
        final List<AckPublisher.Answer> answers = new ArrayList<>();
        final List<DeadLetterRow> lettersToPublish = new ArrayList<>();
        final List<Resolved> resolved = new ArrayList<>();
        final Map<RecordKey, RecordRow> appliedBefore = new LinkedHashMap<>();
        boolean releases;
        boolean unknownBelow;

        /** The plan; nothing is drafted from then on. */
        BatchPlan done() {
            return new BatchPlan(this);
        }
    }
}
