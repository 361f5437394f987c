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
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a batch knows of the store: what was loaded, overlaid with what the batch has decided so far. */
final class WorkingSet {

    /**
     * What was loaded.
     *
     * @param parked by the change they wait for; what is not whole goes on another time
     * @param parkedElsewhere predecessors that wait for other records
     * @param letters those that orders of this batch name
     * @param earlierLetters those that messages of this batch made when they came before
     */
    record Loaded(
            Map<ChangeKey, List<LedgerEntry>> ledger,
            Map<RecordKey, RecordRow> records,
            Map<RevisionKey, Base.Revision> revisions,
            Map<String, Long> versionFloors,
            Map<ChangeKey, List<ParkedRow>> parked,
            Set<ChangeKey> parkedElsewhere,
            Map<DeadLetterKey, DeadLetterRow> letters,
            Map<MessagePlace, DeadLetterRow> earlierLetters) {}

    private final Map<ChangeKey, List<LedgerEntry>> ledger;
    private final Map<RecordKey, RecordRow> records;
    private final Map<RevisionKey, Base.Revision> revisions;
    private final Map<String, Long> versionFloors;
    private final Map<ChangeKey, Map<ChangeKey, ParkedRow>> waitingFor = new HashMap<>();
    private final Map<ChangeKey, ParkedRow> parked = new HashMap<>();
    private final Map<RecordKey, Integer> waiting = new HashMap<>();
    private final Set<ChangeKey> parkedElsewhere;
    private final Map<DeadLetterKey, DeadLetterRow> letters;
    private final Map<MessagePlace, DeadLetterRow> earlierLetters;

    WorkingSet(Loaded loaded) {
        this.ledger = new HashMap<>(loaded.ledger());
        this.records = new HashMap<>(loaded.records());
        this.revisions = new HashMap<>(loaded.revisions());
        this.versionFloors = loaded.versionFloors();
        this.letters = new HashMap<>(loaded.letters());
        this.earlierLetters = loaded.earlierLetters();
        this.parkedElsewhere = loaded.parkedElsewhere();
        loaded.parked().values().forEach(rows -> rows.forEach(this::park));
    }

    /** Every change that came with this id, first come first. */
    List<LedgerEntry> claims(ChangeKey change) {
        return ledger.getOrDefault(change, List.of());
    }

    /** The outcome that the very same change has. */
    Optional<LedgerEntry> claim(BatchItem item) {
        List<LedgerEntry> claims = claims(item.changeKey());
        return claims.isEmpty()
                ? Optional.empty()
                : claims.stream()
                        .filter(entry -> entry.fingerprint().equals(item.fingerprint()))
                        .findFirst();
    }

    /** Whether a change came with the id already, wherever it stands; one that was rejected for that does not count. */
    boolean isTaken(ChangeKey change) {
        return parked.containsKey(change) || hasOutcome(change);
    }

    /** Whether the change that came first with the id has an outcome. */
    boolean hasOutcome(ChangeKey change) {
        return claims(change).stream().anyMatch(entry -> entry.claim() == 0);
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

    /** Whether a change waits, but for another record. */
    boolean isParkedElsewhere(ChangeKey change, RecordKey record) {
        ParkedRow row = parked.get(change);
        return row == null ? parkedElsewhere.contains(change) : !row.key().equals(record);
    }

    /** How many changes of a record wait. */
    int waiting(RecordKey record) {
        return waiting.getOrDefault(record, 0);
    }

    /** Whether a change that waits would do so for another one, at whatever remove. */
    boolean waitsFor(ChangeKey change, ChangeKey other) {
        if (waitingFor(other).isEmpty()) {
            return false;
        }
        ParkedRow row = parked.get(change);
        for (int steps = 0; row != null && steps < parked.size(); steps++) {
            if (row.predecessor().equals(other)) {
                return true;
            }
            row = parked.get(row.predecessor());
        }
        return false;
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
        if (ledger.putIfAbsent(key, List.of(entry)) == null) {
            return;
        }
        List<LedgerEntry> claims = new ArrayList<>(claims(key));
        claims.removeIf(known -> known.claim() == entry.claim());
        claims.add(entry);
        claims.sort(Comparator.comparingInt(LedgerEntry::claim));
        ledger.put(key, claims);
    }

    void put(DeadLetterRow letter) {
        letters.put(new DeadLetterKey(letter.tenant(), letter.id()), letter);
    }

    void park(ParkedRow row) {
        waitingFor
                .computeIfAbsent(row.predecessor(), key -> new LinkedHashMap<>())
                .put(row.change(), row);
        parked.put(row.change(), row);
        waiting.merge(row.key(), 1, Integer::sum);
    }

    void unpark(ParkedRow row) {
        waitingFor.get(row.predecessor()).remove(row.change());
        parked.remove(row.change());
        waiting.merge(row.key(), -1, Integer::sum);
    }

    /** What waits for a change, in the order it came. */
    List<ParkedRow> waitingFor(ChangeKey change) {
        Map<ChangeKey, ParkedRow> waiting = waitingFor.get(change);
        return waiting == null ? List.of() : List.copyOf(waiting.values());
    }

    private static Base.Revision revision(RecordRow row) {
        return new Base.Revision(row.stored().state(), row.stored().stamp().millis());
    }
}
