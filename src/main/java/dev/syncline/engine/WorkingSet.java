package dev.syncline.engine;

import dev.syncline.change.RecordKey;
import dev.syncline.resolve.Base;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.DeadLetterKey;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.MessagePlace;
import dev.syncline.store.ParkedRow;
import dev.syncline.store.RecordRow;
import dev.syncline.store.RevisionKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a batch knows of the store: what was loaded, overlaid with what the batch has decided so far. */
final class WorkingSet {

    /**
     * What was loaded.
     *
     * @param parked by the change they wait for
     * @param letters those that orders of this batch name
     * @param earlierLetters those that messages of this batch made when they came before
     */
    record Loaded(
            Map<ChangeKey, List<LedgerEntry>> ledger,
            Map<RecordKey, RecordRow> records,
            Map<RevisionKey, Base.Revision> revisions,
            Map<String, Long> versionFloors,
            Map<ChangeKey, List<ParkedRow>> parked,
            Map<DeadLetterKey, DeadLetterRow> letters,
            Map<MessagePlace, DeadLetterRow> earlierLetters) {}

    private final Map<ChangeKey, List<LedgerEntry>> ledger;
    private final Map<RecordKey, RecordRow> records;
    private final Map<RevisionKey, Base.Revision> revisions;
    private final Map<String, Long> versionFloors;
    private final Map<ChangeKey, List<ParkedRow>> waitingFor;
    private final Map<ChangeKey, ParkedRow> parked = new HashMap<>();
    private final Map<DeadLetterKey, DeadLetterRow> letters;
    private final Map<MessagePlace, DeadLetterRow> earlierLetters;

    WorkingSet(Loaded loaded) {
        this.ledger = new HashMap<>(loaded.ledger());
        this.records = new HashMap<>(loaded.records());
        this.revisions = new HashMap<>(loaded.revisions());
        this.versionFloors = loaded.versionFloors();
        this.waitingFor = new HashMap<>(loaded.parked());
        this.letters = new HashMap<>(loaded.letters());
        this.earlierLetters = loaded.earlierLetters();
        waitingFor.values().forEach(rows -> rows.forEach(row -> parked.put(row.change(), row)));
    }

    /** Every change that came with this id, first come first. */
    List<LedgerEntry> claims(ChangeKey change) {
        return ledger.getOrDefault(change, List.of());
    }

    RecordRow record(RecordKey key) {
        return records.get(key);
    }

    Optional<Base.Revision> revision(RecordKey key, long version) {
        RecordRow present = records.get(key);
        if (present != null && present.stored().version() == version) {
            return Optional.of(revision(present));
        }
        return Optional.ofNullable(revisions.get(new RevisionKey(key, version)));
    }

    long newRecordVersion(String tenant) {
        return 1 + versionFloors.getOrDefault(tenant, 0L);
    }

    Optional<ParkedRow> parked(ChangeKey change) {
        return Optional.ofNullable(parked.get(change));
    }

    Optional<DeadLetterRow> letter(DeadLetterKey key) {
        return Optional.ofNullable(letters.get(key));
    }

    Optional<DeadLetterRow> earlierLetter(MessagePlace place) {
        return Optional.ofNullable(earlierLetters.get(place));
    }

    void put(RecordRow row) {
        RecordRow replaced = records.put(row.key(), row);
        if (replaced != null) {
            revisions.put(new RevisionKey(row.key(), replaced.stored().version()), revision(replaced));
        }
    }

    /** Adds an outcome, or replaces the one that the same claim had. */
    void put(LedgerEntry entry) {
        ChangeKey key = new ChangeKey(entry.key().tenant(), entry.changeId());
        List<LedgerEntry> claims = new ArrayList<>(claims(key));
        claims.removeIf(known -> known.claim() == entry.claim());
        claims.add(entry);
        ledger.put(key, claims);
    }

    void put(DeadLetterRow letter) {
        letters.put(new DeadLetterKey(letter.tenant(), letter.id()), letter);
    }

    void park(ParkedRow row) {
        parked.put(row.change(), row);
        waitingFor.computeIfAbsent(row.predecessor(), key -> new ArrayList<>()).add(row);
    }

    void unpark(ParkedRow row) {
        parked.remove(row.change());
        waitingFor.getOrDefault(row.predecessor(), new ArrayList<>()).remove(row);
    }

    /** Takes out what waits for a change, in the order it came. */
    List<ParkedRow> release(ChangeKey change) {
        List<ParkedRow> released = waitingFor.remove(change);
        if (released == null) {
            return List.of();
        }
        released.forEach(row -> parked.remove(row.change()));
        return released;
    }

    private static Base.Revision revision(RecordRow row) {
        return new Base.Revision(row.stored().state(), row.stored().stamp().millis());
    }
}
