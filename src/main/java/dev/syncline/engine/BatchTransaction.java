package dev.syncline.engine;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.UuidV7;
import dev.syncline.entities.EntityCatalog;
import dev.syncline.resolve.ConflictResolver;
import dev.syncline.settings.Settings;
import dev.syncline.store.BatchReads;
import dev.syncline.store.BatchWrites;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.DeadLetters;
import dev.syncline.store.Epoch;
import dev.syncline.store.Epochs;
import dev.syncline.store.OneTrip;
import dev.syncline.store.ParkedChanges;
import dev.syncline.store.ParkedRow;
import dev.syncline.store.RecordRow;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * The one transaction boundary: applies a batch as a whole, or not at all. Everything thrown rolls back, checked or not:
 * otherwise what is written so far would be committed, and the repeat would meet its own half.
 */
@ApplicationScoped
public class BatchTransaction {

    /**
     * @param topicId which outbox it was applied as a part of
     * @param nextOffsets how far the partitions are applied now
     * @param gaps partitions whose messages begin above the next offset, with that offset; nothing of them was applied
     */
    record Result(
            String topicId, BatchPlan plan, Map<Integer, Long> gaps, Map<Integer, Long> nextOffsets, Epoch epoch) {}

    /** What came by no message counts as of this one, which no broker has. */
    private static final String NO_OUTBOX = "";

    @Inject
    AgroalDataSource dataSource;

    @Inject
    BatchLoader loader;

    @Inject
    BatchReads reads;

    @Inject
    BatchWrites writes;

    @Inject
    ParkedChanges parked;

    @Inject
    DeadLetters letters;

    @Inject
    EntityCatalog entities;

    @Inject
    ConflictResolver resolver;

    @Inject
    Epochs epochs;

    @Inject
    Settings settings;

    @Inject
    Clock clock;

    /**
     * @param naturalGaps partitions whose messages begin above the next offset because the broker has none between
     * @param releasing whether to go on with what waited for these
     * @throws ReleasingFailedException where what waited may be at fault
     */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public Result apply(String topicId, List<BatchItem> items, Set<Integer> naturalGaps, boolean releasing)
            throws SQLException {
        return apply(topicId, items, naturalGaps, releasing, BatchPlanner::plan);
    }

    /** Makes a dead letter of an item that cannot be applied, and goes on behind it. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public Result setAside(String topicId, BatchItem item, ErrorCode cause, String detail, String exception)
            throws SQLException {
        Set<Integer> itsPartition = Set.of(item.message().partition());
        return apply(
                topicId,
                List.of(item),
                itsPartition,
                true,
                (planner, due) ->
                        due.isEmpty() ? planner.plan(due) : planner.planFailure(item, cause, detail, exception));
    }

    private Result apply(
            String topicId,
            List<BatchItem> items,
            Set<Integer> naturalGaps,
            boolean releasing,
            BiFunction<BatchPlanner, List<BatchItem>, BatchPlan> planned)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Set<Integer> partitions = new TreeSet<>();
            items.forEach(item -> partitions.add(item.message().partition()));
            BatchLoader.FirstTrip known = loader.lockAndRead(connection, topicId, partitions, items);
            Sorted sorted = Sorted.of(items, known.nextOffsets(), naturalGaps);
            BatchPlanner planner = planner(connection, known, sorted, releasing);
            sorted.answered().forEach(planner::planAnswerOnly);
            BatchPlan plan = planned.apply(planner, sorted.due());
            write(connection, topicId, plan, sorted.advanced(), known.began());
            return new Result(
                    topicId,
                    plan,
                    sorted.gaps(),
                    sorted.advanced(),
                    known.began().epoch());
        }
    }

    /** Notes that a batch begins, in a transaction of its own; tells for each partition what is known of such starts. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public Map<Integer, BatchReads.Starts> begin(String topicId, Set<Integer> partitions) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            loader.lockAndRead(connection, topicId, partitions, List.of());
            return reads.begin(connection, topicId, partitions);
        }
    }

    /** Notes that a message begins by itself, and tells how often it did; 0 where it is not the partition's next. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public int beginAlone(String topicId, int partition, long offset) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return reads.beginAlone(connection, topicId, partition, offset);
        }
    }

    /** What began has failed, and did not end the process: it does not count as a start that was never heard of again. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public void takeStartBack(String topicId, Set<Integer> partitions) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            writes.takeStartBack(connection, topicId, partitions);
        }
    }

    /** From now on, the partition's messages below the offset are taken one by one. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public void beCautious(String topicId, int partition, long until) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            writes.beCautious(connection, topicId, partition, until);
        }
    }

    /**
     * Changes that have waited enough, for what has its outcome, or was not seen within the time allowed: the first behind
     * one, or of all, as many as one transaction may load.
     *
     * @param missingBefore for those parked later, what was not seen may still come
     */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public List<ParkedRow> waitedEnough(ParkedRow behind, Instant missingBefore, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            List<ParkedRow> found = parked.waitedEnough(connection, behind, missingBefore, limit);
            int few = 0;
            for (long bytes = 0; few < found.size() && bytes < loader.maxBytes(); few++) {
                bytes += found.get(few).size();
            }
            return found.subList(0, few);
        }
    }

    /**
     * Goes on with such changes, or makes dead letters of those whose predecessor never came.
     *
     * @param releasing whether to go on with what waited for these
     * @throws ReleasingFailedException where what waited may be at fault
     */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public Result endWait(List<ParkedRow> rows, boolean releasing) throws SQLException {
        return endWait(rows, releasing, BatchPlanner::planEndOfWait);
    }

    /** Such a change with its content; empty where it waits no longer. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public Optional<ParkedRow> whole(ParkedRow row) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Optional.ofNullable(parked.whole(connection, List.of(row)).get(row.change()));
        }
    }

    /** Makes a dead letter of such a change, which cannot go on. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public Result giveUp(ParkedRow row, BatchItem item, ErrorCode cause, String detail, String exception)
            throws SQLException {
        return endWait(
                List.of(row), false, (planner, whole) -> planner.planGivenUp(row, item, cause, detail, exception));
    }

    private Result endWait(
            List<ParkedRow> rows, boolean releasing, BiFunction<BatchPlanner, List<ParkedRow>, BatchPlan> planned)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Map<ChangeKey, ParkedRow> there = parked.whole(connection, rows);
            List<ParkedRow> whole = rows.stream()
                    .map(row -> there.get(row.change()))
                    .filter(Objects::nonNull)
                    .toList();
            List<BatchItem> items = whole.stream().map(BatchItem::of).toList();
            BatchLoader.FirstTrip known = loader.lockAndRead(connection, NO_OUTBOX, Set.of(0), items);
            Sorted sorted = new Sorted(List.of(), items, Map.of(), Map.of());
            BatchPlan plan = planned.apply(planner(connection, known, sorted, releasing), whole);
            write(connection, NO_OUTBOX, plan, known.nextOffsets(), known.began());
            return new Result(NO_OUTBOX, plan, Map.of(), Map.of(), known.began().epoch());
        }
    }

    /** What would become of a change now; nothing is written. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public BatchPlan dryRun(BatchItem item) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            BatchLoader.FirstTrip known = loader.read(connection, began(connection), List.of(item));
            Sorted sorted = new Sorted(List.of(), List.of(item), Map.of(), Map.of());
            return planner(connection, known, sorted, false).planAgain(item);
        }
    }

    /** Of these records, those that have another version by now. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public List<RecordRow> rewritten(Collection<RecordRow> records) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return reads.rewritten(connection, records);
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
    }

    private BatchReads.Began began(Connection connection) throws SQLException {
        BatchReads.Began began = reads.began(connection);
        epochs.seen(began.epoch());
        return began;
    }

    private BatchPlanner planner(Connection connection, BatchLoader.FirstTrip known, Sorted sorted, boolean releasing)
            throws SQLException {
        return new BatchPlanner(
                loader.workingSet(connection, known, sorted.answered(), sorted.due()),
                resolver,
                entities::rules,
                UuidV7::next,
                known.began(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                new BatchPlanner.Limits(
                        releasing ? settings.engine().batchWithin() : Duration.ZERO,
                        // One item alone is never too much: what it may cost is bounded otherwise.
                        sorted.due().size() > 1,
                        settings.chain().maxWaiting()));
    }

    private void write(
            Connection connection,
            String topicId,
            BatchPlan plan,
            Map<Integer, Long> nextOffsets,
            BatchReads.Began began)
            throws SQLException {
        try {
            writeAll(connection, topicId, plan, nextOffsets, began);
        } catch (SQLException | RuntimeException e) {
            if (plan.releases) {
                throw new ReleasingFailedException(e);
            }
            throw e;
        }
    }

    private void writeAll(
            Connection connection,
            String topicId,
            BatchPlan plan,
            Map<Integer, Long> nextOffsets,
            BatchReads.Began began)
            throws SQLException {
        OneTrip trip = new OneTrip(connection);
        writes.insertRecords(trip, List.copyOf(plan.newRecords.values()));
        writes.updateRecords(trip, List.copyOf(plan.changedRecords.values()));
        writes.insertRevisions(trip, plan.revisions);
        writes.insertLedger(trip, plan.ledger);
        writes.insertConflicts(trip, plan.conflicts);
        parked.insert(trip, List.copyOf(plan.parked.values()));
        letters.insert(trip, plan.newLetters);
        writes.advancePartitions(trip, topicId, nextOffsets, began.first());
        trip.end();
        writes.updateLedger(connection, plan.changedOutcomes);
        writes.touchLedger(connection, plan.answeredAgain);
        parked.delete(connection, plan.released);
        letters.update(connection, plan.changedLetters);
    }
}
