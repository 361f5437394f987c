package dev.syncline.engine;

import dev.syncline.change.RecordKey;
import dev.syncline.resolve.Base;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.RecordRow;
import dev.syncline.store.RevisionKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a batch knows of the store: what was loaded, overlaid with what the batch has decided so far. */
final class WorkingSet {

    private final Map<ChangeKey, List<LedgerEntry>> ledger;
    private final Map<RecordKey, RecordRow> records;
    private final Map<RevisionKey, Base.Revision> revisions;
    private final Map<String, Long> versionFloors;

    WorkingSet(
            Map<ChangeKey, List<LedgerEntry>> ledger,
            Map<RecordKey, RecordRow> records,
            Map<RevisionKey, Base.Revision> revisions,
            Map<String, Long> versionFloors) {
        this.ledger = new HashMap<>(ledger);
        this.records = new HashMap<>(records);
        this.revisions = new HashMap<>(revisions);
        this.versionFloors = versionFloors;
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

    void put(RecordRow row) {
        RecordRow replaced = records.put(row.key(), row);
        if (replaced != null) {
            revisions.put(new RevisionKey(row.key(), replaced.stored().version()), revision(replaced));
        }
    }

    void put(LedgerEntry entry) {
        ledger.computeIfAbsent(new ChangeKey(entry.key().tenant(), entry.changeId()), key -> new ArrayList<>())
                .add(entry);
    }

    private static Base.Revision revision(RecordRow row) {
        return new Base.Revision(row.stored().state(), row.stored().stamp().millis());
    }
}
