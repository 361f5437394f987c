package dev.syncline.engine;

import dev.syncline.change.RecordKey;
import dev.syncline.change.UuidV7;
import dev.syncline.entities.EntityCatalog;
import dev.syncline.resolve.Base;
import dev.syncline.resolve.ConflictResolver;
import dev.syncline.store.BatchReads;
import dev.syncline.store.BatchWrites;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.Epoch;
import dev.syncline.store.Epochs;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.Position;
import dev.syncline.store.RecordRow;
import dev.syncline.store.RevisionKey;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The one transaction boundary: applies a batch as a whole, or not at all. */
@ApplicationScoped
public class BatchTransaction {

    /**
     * @param gaps partitions whose messages begin above the next offset, with that offset; nothing of them was applied
     */
    record Result(BatchPlan plan, Map<Integer, Long> gaps, Epoch epoch) {}

    @Inject
    AgroalDataSource dataSource;

    @Inject
    BatchReads reads;

    @Inject
    BatchWrites writes;

    @Inject
    EntityCatalog entities;

    @Inject
    ConflictResolver resolver;

    @Inject
    Epochs epochs;

    @Inject
    Clock clock;

    /** @param naturalGaps partitions whose messages begin above the next offset because the broker has none between */
    // A checked exception would commit what is written so far, and the repeat would meet its own half.
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public Result apply(String topicId, List<BatchItem> items, Set<Integer> naturalGaps) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Set<Integer> partitions = new TreeSet<>();
            items.forEach(item -> partitions.add(item.message().partition()));
            Map<Integer, Long> nextOffsets = reads.lockPartitions(connection, topicId, partitions);
            Sorted sorted = Sorted.of(items, nextOffsets, naturalGaps);
            Epoch epoch = epochs.current();
            BatchPlan plan = plan(connection, sorted, epoch);
            write(connection, topicId, plan, sorted.advanced());
            return new Result(plan, sorted.gaps(), epoch);
        }
    }

    /** A batch's items against what its partitions have applied. */
    private record Sorted(
            List<BatchItem> answered, List<BatchItem> due, Map<Integer, Long> gaps, Map<Integer, Long> advanced) {

        static Sorted of(List<BatchItem> items, Map<Integer, Long> nextOffsets, Set<Integer> naturalGaps) {
            Sorted sorted = new Sorted(new ArrayList<>(), new ArrayList<>(), new HashMap<>(), new HashMap<>());
            for (BatchItem item : items) {
                int partition = item.message().partition();
                long offset = item.message().offset();
                long expected = sorted.advanced.getOrDefault(partition, nextOffsets.get(partition));
                if (offset < expected) {
                    sorted.answered.add(item);
                } else if (offset > expected && !naturalGaps.contains(partition)) {
                    sorted.gaps.putIfAbsent(partition, expected);
                } else {
                    sorted.due.add(item);
                    sorted.advanced.put(partition, offset + 1);
                }
            }
            return sorted;
        }

        List<BatchItem> readable() {
            return Stream.concat(answered.stream(), due.stream())
                    .filter(BatchItem::readable)
                    .toList();
        }
    }

    private BatchPlan plan(Connection connection, Sorted sorted, Epoch epoch) throws SQLException {
        Position first = reads.position(connection);
        WorkingSet workingSet = load(connection, sorted);
        BatchPlanner planner = new BatchPlanner(
                workingSet,
                resolver,
                entities::rules,
                UuidV7::next,
                epoch,
                first,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        sorted.answered().forEach(planner::planAnswerOnly);
        return planner.plan(sorted.due());
    }

    private WorkingSet load(Connection connection, Sorted sorted) throws SQLException {
        Set<ChangeKey> changes = new HashSet<>();
        Set<RecordKey> keys = new HashSet<>();
        Set<String> tenants = new HashSet<>();
        for (BatchItem item : sorted.readable()) {
            String tenant = item.outbox().origin().tenant();
            tenants.add(tenant);
            keys.add(item.outbox().key());
            changes.add(new ChangeKey(tenant, item.outbox().change().id()));
            if (item.outbox().change().after() != null) {
                changes.add(new ChangeKey(tenant, item.outbox().change().after()));
            }
        }
        if (tenants.isEmpty()) {
            return new WorkingSet(Map.of(), Map.of(), Map.of(), Map.of());
        }
        Map<ChangeKey, List<LedgerEntry>> ledger = reads.ledger(connection, changes);
        Map<RecordKey, RecordRow> records = reads.lockRecords(connection, keys);
        Map<RevisionKey, Base.Revision> revisions = reads.revisions(connection, basesOf(sorted.due(), ledger, records));
        return new WorkingSet(ledger, records, revisions, reads.versionFloors(connection, tenants));
    }

    /** The replaced versions that changes of this batch were made on. */
    private static Set<RevisionKey> basesOf(
            List<BatchItem> items, Map<ChangeKey, List<LedgerEntry>> ledger, Map<RecordKey, RecordRow> records) {
        Set<RevisionKey> bases = new HashSet<>();
        for (BatchItem item : items) {
            RecordRow row = item.readable() ? records.get(item.outbox().key()) : null;
            if (row == null) {
                continue;
            }
            Long named = item.outbox().change().localVersion();
            if (named != null) {
                addReplaced(bases, row, named);
            }
            if (item.outbox().change().after() != null) {
                ChangeKey after = new ChangeKey(
                        item.outbox().origin().tenant(), item.outbox().change().after());
                ledger.getOrDefault(after, List.of()).forEach(entry -> addReplaced(bases, row, entry.version()));
            }
        }
        return bases;
    }

    private static void addReplaced(Set<RevisionKey> bases, RecordRow row, long version) {
        if (version > 0 && version < row.stored().version()) {
            bases.add(new RevisionKey(row.key(), version));
        }
    }

    private void write(Connection connection, String topicId, BatchPlan plan, Map<Integer, Long> nextOffsets)
            throws SQLException {
        writes.insertRecords(connection, List.copyOf(plan.newRecords.values()));
        writes.updateRecords(connection, List.copyOf(plan.changedRecords.values()));
        writes.insertRevisions(connection, plan.revisions);
        writes.insertLedger(connection, plan.ledger);
        writes.touchLedger(connection, plan.answeredAgain);
        writes.insertConflicts(connection, plan.conflicts);
        writes.insertDeadLetters(connection, plan.deadLetters);
        if (!nextOffsets.isEmpty()) {
            writes.advancePartitions(connection, topicId, nextOffsets);
        }
    }
}
