package dev.syncline.engine;

import dev.syncline.change.ChangeType;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.RecordKey;
import dev.syncline.change.UuidV7;
import dev.syncline.entities.EntityCatalog;
import dev.syncline.resolve.ConflictResolver;
import dev.syncline.settings.Settings;
import dev.syncline.store.BatchReads;
import dev.syncline.store.BatchWrites;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.DeadLetterKey;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.Epoch;
import dev.syncline.store.Epochs;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.Message;
import dev.syncline.store.MessagePlace;
import dev.syncline.store.OneTrip;
import dev.syncline.store.ParkedRow;
import dev.syncline.store.RecordRow;
import dev.syncline.store.RevisionKey;
import dev.syncline.store.SetAside;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    private static final Duration NO_END = Duration.ofDays(1);

    @Inject
    AgroalDataSource dataSource;

    @Inject
    BatchReads reads;

    @Inject
    BatchWrites writes;

    @Inject
    SetAside setAside;

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

    /** @param naturalGaps partitions whose messages begin above the next offset because the broker has none between */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public Result apply(String topicId, List<BatchItem> items, Set<Integer> naturalGaps) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            BatchReads.Locked locked = lock(connection, topicId, items);
            BatchReads.Began began = locked.began();
            Sorted sorted = Sorted.of(items, locked.nextOffsets(), naturalGaps);
            BatchPlanner planner = planner(connection, sorted, began);
            sorted.answered().forEach(planner::planAnswerOnly);
            BatchPlan plan = planner.plan(sorted.due());
            write(connection, topicId, plan, sorted.advanced(), began);
            return new Result(topicId, plan, sorted.gaps(), sorted.advanced(), began.epoch());
        }
    }

    /** Makes a dead letter of an item that cannot be applied, and goes on behind it. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public Result setAside(String topicId, BatchItem item, ErrorCode cause, String detail, String exception)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            BatchReads.Locked locked = lock(connection, topicId, List.of(item));
            BatchReads.Began began = locked.began();
            Set<Integer> itsPartition = Set.of(item.message().partition());
            Sorted sorted = Sorted.of(List.of(item), locked.nextOffsets(), itsPartition);
            BatchPlanner planner = planner(connection, sorted, began);
            sorted.answered().forEach(planner::planAnswerOnly);
            BatchPlan plan = sorted.due().isEmpty()
                    ? planner.plan(List.of())
                    : planner.planFailure(item, cause, detail, exception);
            write(connection, topicId, plan, sorted.advanced(), began);
            return new Result(topicId, plan, sorted.gaps(), sorted.advanced(), began.epoch());
        }
    }

    /** Notes that a batch begins, in a transaction of its own; tells for each partition what is known of such starts. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public Map<Integer, BatchReads.Starts> begin(String topicId, Set<Integer> partitions) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            reads.lockPartitions(connection, topicId, partitions);
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

    /** Gives up on changes whose predecessor was not seen within the time allowed; others work on the rest. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public Result expireParked(int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Instant parkedBefore = clock.instant().minus(settings.chain().maxWait());
            List<ParkedRow> overdue = setAside.lockOverdue(connection, parkedBefore, limit);
            List<BatchItem> items = overdue.stream().map(BatchItem::of).toList();
            BatchReads.Began began = began(connection);
            if (overdue.isEmpty()) {
                return new Result(NO_OUTBOX, new BatchPlan(), Map.of(), Map.of(), began.epoch());
            }
            Map<Integer, Long> noted =
                    reads.lockPartitions(connection, NO_OUTBOX, Set.of(0)).nextOffsets();
            Sorted sorted = new Sorted(List.of(), items, Map.of(), Map.of());
            BatchPlan plan = planner(connection, sorted, began).planExpiry(overdue);
            write(connection, NO_OUTBOX, plan, noted, began);
            return new Result(NO_OUTBOX, plan, Map.of(), Map.of(), began.epoch());
        }
    }

    /** What would become of a change now; nothing is written. */
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public BatchPlan dryRun(BatchItem item) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Sorted sorted = new Sorted(List.of(), List.of(item), Map.of(), Map.of());
            return planner(connection, sorted, began(connection)).planAgain(item);
        }
    }

    private BatchReads.Locked lock(Connection connection, String topicId, List<BatchItem> items) throws SQLException {
        Set<Integer> partitions = new TreeSet<>();
        items.forEach(item -> partitions.add(item.message().partition()));
        BatchReads.Locked locked = reads.lockPartitions(connection, topicId, partitions);
        epochs.seen(locked.began().epoch());
        return locked;
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

    private BatchReads.Began began(Connection connection) throws SQLException {
        BatchReads.Began began = reads.began(connection);
        epochs.seen(began.epoch());
        return began;
    }

    private BatchPlanner planner(Connection connection, Sorted sorted, BatchReads.Began began) throws SQLException {
        return new BatchPlanner(
                load(connection, sorted),
                resolver,
                entities::rules,
                UuidV7::next,
                began,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                // One item alone is never too much: what it may cost is bounded otherwise.
                sorted.due().size() == 1 ? NO_END : settings.engine().batchWithin());
    }

    private WorkingSet load(Connection connection, Sorted sorted) throws SQLException {
        Map<DeadLetterKey, DeadLetterRow> letters = setAside.lockLetters(connection, lettersOrdered(sorted.due()));
        List<BatchItem> readable = sorted.readable();
        Set<RecordKey> keys = new HashSet<>();
        readable.forEach(item -> keys.add(item.outbox().key()));
        letters.values().stream()
                .map(DeadLetterRow::key)
                .filter(Objects::nonNull)
                .forEach(keys::add);
        List<UUID> ids = keys.stream().map(RecordKey::id).toList();
        Set<ChangeKey> changes = changes(readable, letters.values());
        Set<String> tenants = tenantsOfNew(readable);
        OneTrip trip = new OneTrip(connection);
        // Before the ledger: who parks or ends a wait meanwhile is then seen there.
        Map<ChangeKey, List<ParkedRow>> parked = setAside.lockParked(trip, ids);
        Map<ChangeKey, List<LedgerEntry>> ledger = reads.ledger(trip, changes);
        Map<RecordKey, RecordRow> records = reads.lockRecords(trip, ids, maxBytes(sorted));
        // Behind the records: a sweep that took one away while it was waited for has raised the floor.
        Map<String, Long> floors = reads.versionFloors(trip, tenants);
        trip.end();
        // Seldom any: what parked changes wait for besides those at hand, and records that are not there to be updated.
        Map<ChangeKey, List<LedgerEntry>> awaited = reads.ledger(trip, without(parked.keySet(), changes));
        Map<String, Long> otherFloors =
                reads.versionFloors(trip, without(tenantsOfAbsent(keys, records.keySet()), tenants));
        trip.end();
        ledger.putAll(awaited);
        floors.putAll(otherFloors);
        Set<RevisionKey> bases = basesOf(sorted.due(), ledger, records);
        parked.values()
                .forEach(rows ->
                        bases.addAll(basesOf(rows.stream().map(BatchItem::of).toList(), ledger, records)));
        return new WorkingSet(new WorkingSet.Loaded(
                ledger,
                records,
                reads.revisions(connection, bases),
                floors,
                parked,
                letters,
                earlierLetters(connection, sorted.answered())));
    }

    private long maxBytes(Sorted sorted) {
        return sorted.due().size() == 1
                ? Long.MAX_VALUE
                : settings.engine().batchBytes().asLongValue();
    }

    private static Set<DeadLetterKey> lettersOrdered(List<BatchItem> items) {
        return items.stream()
                .map(BatchItem::order)
                .filter(Objects::nonNull)
                .map(order -> new DeadLetterKey(order.tenant(), order.id()))
                .collect(Collectors.toSet());
    }

    private static Set<ChangeKey> changes(List<BatchItem> readable, Collection<DeadLetterRow> letters) {
        Set<ChangeKey> changes = new HashSet<>();
        for (BatchItem item : readable) {
            changes.add(item.changeKey());
            if (item.outbox().change().after() != null) {
                changes.add(item.predecessorKey());
            }
        }
        letters.stream()
                .filter(letter -> letter.changeId() != null)
                .forEach(letter -> changes.add(new ChangeKey(letter.tenant(), letter.changeId())));
        return changes;
    }

    // Only records that are not there can begin anew, above what was swept.
    private static Set<String> tenantsOfNew(List<BatchItem> readable) {
        return readable.stream()
                .filter(item -> item.outbox().change().type() == ChangeType.CREATE)
                .map(item -> item.outbox().key().tenant())
                .collect(Collectors.toSet());
    }

    private static Set<String> tenantsOfAbsent(Set<RecordKey> keys, Set<RecordKey> present) {
        return keys.stream()
                .filter(key -> !present.contains(key))
                .map(RecordKey::tenant)
                .collect(Collectors.toSet());
    }

    private static <T> Set<T> without(Set<T> all, Set<T> those) {
        return all.stream().filter(one -> !those.contains(one)).collect(Collectors.toSet());
    }

    private Map<MessagePlace, DeadLetterRow> earlierLetters(Connection connection, List<BatchItem> answered)
            throws SQLException {
        Map<MessagePlace, DeadLetterRow> letters = new HashMap<>();
        for (DeadLetterRow letter : setAside.lettersOf(
                connection, answered.stream().map(BatchItem::place).toList())) {
            Message message = letter.message();
            letters.put(new MessagePlace(message.topic(), message.partition(), message.offset()), letter);
        }
        return letters;
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
                ChangeKey after = item.predecessorKey();
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

    private void write(
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
        writes.advancePartitions(trip, topicId, nextOffsets, began.first());
        trip.end();
        writes.updateLedger(connection, plan.changedOutcomes);
        writes.touchLedger(connection, plan.answeredAgain);
        setAside.insertParked(connection, List.copyOf(plan.parked.values()));
        setAside.deleteParked(connection, plan.released);
        setAside.insertLetters(connection, plan.newLetters);
        setAside.updateLetters(connection, plan.changedLetters);
    }
}
