package dev.syncline.engine;

import dev.syncline.change.ChangeType;
import dev.syncline.change.RecordKey;
import dev.syncline.settings.Settings;
import dev.syncline.store.BatchReads;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.DeadLetterKey;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.DeadLetters;
import dev.syncline.store.Epochs;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.Message;
import dev.syncline.store.MessagePlace;
import dev.syncline.store.OneTrip;
import dev.syncline.store.ParkedChanges;
import dev.syncline.store.ParkedRow;
import dev.syncline.store.RecordRow;
import dev.syncline.store.RevisionKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Locks and reads what a batch is planned on: in one trip, and in another what that shows to be needed too. */
@ApplicationScoped
public class BatchLoader {

    @Inject
    BatchReads reads;

    @Inject
    ParkedChanges parkedChanges;

    @Inject
    DeadLetters deadLetters;

    @Inject
    Epochs epochs;

    @Inject
    Settings settings;

    /**
     * What the first trip brings.
     *
     * @param locked which partitions, and where the transaction stands
     * @param letters those that orders of this batch name
     * @param parked by the change they wait for; whole as far as they may go on now, and are not too much
     * @param parkedElsewhere predecessors that wait for records which the items are not about
     */
    record FirstTrip(
            BatchReads.Locked locked,
            Map<DeadLetterKey, DeadLetterRow> letters,
            Map<ChangeKey, List<ParkedRow>> parked,
            Set<ChangeKey> parkedElsewhere,
            Map<ChangeKey, List<LedgerEntry>> ledger,
            Map<RecordKey, RecordRow> records,
            Map<String, Long> floors) {

        BatchReads.Began began() {
            return locked.began();
        }

        Map<Integer, Long> nextOffsets() {
            return locked.nextOffsets();
        }
    }

    /** Locks the partitions, and what the items are about. A partition seen for the first time starts at 0. */
    FirstTrip lockAndRead(Connection connection, String topicId, Set<Integer> partitions, List<BatchItem> items)
            throws SQLException {
        FirstTrip trip = lockKnownAndRead(connection, topicId, partitions, items);
        if (trip.nextOffsets().size() < partitions.size()) {
            // What was read so far was read without their locks.
            reads.insertPartitions(connection, topicId, partitions);
            trip = lockKnownAndRead(connection, topicId, partitions, items);
        }
        epochs.seen(trip.began().epoch());
        return trip;
    }

    private FirstTrip lockKnownAndRead(
            Connection connection, String topicId, Set<Integer> partitions, List<BatchItem> items) throws SQLException {
        OneTrip trip = new OneTrip(connection);
        BatchReads.Locked locked = reads.lockPartitions(trip, topicId, partitions);
        return read(connection, trip, locked, items);
    }

    /** Where no partition is at stake. */
    FirstTrip read(Connection connection, BatchReads.Began began, List<BatchItem> items) throws SQLException {
        return read(connection, new OneTrip(connection), new BatchReads.Locked(began), items);
    }

    // Also for items that prove to be answered before, or to lie behind a gap: that is known only after this trip.
    private FirstTrip read(Connection connection, OneTrip trip, BatchReads.Locked locked, List<BatchItem> items)
            throws SQLException {
        List<BatchItem> readable = items.stream().filter(BatchItem::readable).toList();
        Set<DeadLetterKey> ordered = lettersOrdered(items);
        Map<DeadLetterKey, DeadLetterRow> letters = Map.of();
        if (!ordered.isEmpty()) {
            trip.end();
            letters = deadLetters.lock(connection, ordered);
        }
        Set<RecordKey> keys = keys(readable, letters.values());
        List<UUID> ids = keys.stream().map(RecordKey::id).toList();
        Set<ChangeKey> settled = settled(readable, letters.values());
        Set<ChangeKey> changes = withPredecessors(settled, readable);
        Set<String> tenants = tenantsOfNew(readable);
        // Before the ledger: who parks or ends a wait meanwhile is then seen there.
        Map<ChangeKey, List<ParkedRow>> parked = parkedChanges.lock(trip, ids);
        Map<ChangeKey, List<LedgerEntry>> ledger = reads.ledger(trip, changes);
        Map<RecordKey, RecordRow> records = reads.lockRecords(trip, ids, maxBytes(items));
        // Behind the records: a sweep that took one away while it was waited for has raised the floor.
        Map<String, Long> floors = reads.versionFloors(trip, tenants);
        trip.end();
        // Seldom any: parked changes, what they wait for, and records that are not there to be updated.
        Map<ChangeKey, List<LedgerEntry>> awaited = reads.ledger(trip, without(withPredecessors(parked), changes));
        Map<String, Long> otherFloors =
                reads.versionFloors(trip, without(tenantsOfAbsent(keys, records.keySet()), tenants));
        trip.end();
        ledger.putAll(awaited);
        reads.addNewest(connection, ledger);
        floors.putAll(otherFloors);
        Map<ChangeKey, ParkedRow> whole = parkedChanges.whole(connection, mayGoOn(parked, settled));
        parked.values().forEach(rows -> rows.replaceAll(row -> whole.getOrDefault(row.change(), row)));
        Set<ChangeKey> elsewhere = parkedChanges.among(connection, unseen(readable, ledger.keySet(), parked));
        return new FirstTrip(locked, letters, parked, elsewhere, ledger, records, floors);
    }

    private static Set<ChangeKey> withPredecessors(Map<ChangeKey, List<ParkedRow>> parked) {
        Set<ChangeKey> all = new HashSet<>(parked.keySet());
        parked.values().forEach(rows -> rows.forEach(row -> all.add(row.change())));
        return all;
    }

    /** What waits for one of these, and what waits behind that: the first, as far as it is not too much. */
    private List<ParkedRow> mayGoOn(Map<ChangeKey, List<ParkedRow>> parked, Set<ChangeKey> settled) {
        List<ParkedRow> first = new ArrayList<>();
        long bytes = 0;
        Queue<ChangeKey> awaited = new ArrayDeque<>(settled);
        for (ChangeKey change = awaited.poll(); change != null; change = awaited.poll()) {
            for (ParkedRow row : parked.getOrDefault(change, List.of())) {
                bytes += row.size();
                if (!first.isEmpty() && bytes > maxBytes()) {
                    return first;
                }
                first.add(row);
                awaited.add(row.change());
            }
        }
        return first;
    }

    /** Predecessors of which nothing is known here. */
    private static Set<ChangeKey> unseen(
            List<BatchItem> readable, Set<ChangeKey> answered, Map<ChangeKey, List<ParkedRow>> parked) {
        Set<ChangeKey> unseen = predecessors(readable)
                .filter(predecessor -> !answered.contains(predecessor))
                .collect(Collectors.toSet());
        readable.stream().map(BatchItem::changeKey).forEach(unseen::remove);
        parked.values().forEach(rows -> rows.forEach(row -> unseen.remove(row.change())));
        return unseen;
    }

    /**
     * What the batch is planned on.
     *
     * @param answered items that were applied before
     * @param due items that are to be applied
     */
    WorkingSet workingSet(Connection connection, FirstTrip known, List<BatchItem> answered, List<BatchItem> due)
            throws SQLException {
        Set<RevisionKey> bases = basesOf(due, known);
        known.parked()
                .values()
                .forEach(rows -> bases.addAll(basesOf(
                        rows.stream()
                                .filter(ParkedRow::isWhole)
                                .map(BatchItem::of)
                                .toList(),
                        known)));
        return new WorkingSet(new WorkingSet.Loaded(
                known.ledger(),
                known.records(),
                reads.revisions(connection, bases, maxBytes(due)),
                known.floors(),
                known.parked(),
                known.parkedElsewhere(),
                known.letters(),
                earlierLetters(connection, answered)));
    }

    // One item alone is never too much: what it may cost is bounded otherwise.
    private long maxBytes(List<BatchItem> items) {
        return items.size() == 1 ? Long.MAX_VALUE : maxBytes();
    }

    /** Stored content that one transaction may load. */
    long maxBytes() {
        return settings.engine().batchBytes().asLongValue();
    }

    private static Set<DeadLetterKey> lettersOrdered(List<BatchItem> items) {
        return items.stream()
                .map(BatchItem::order)
                .filter(Objects::nonNull)
                .map(order -> new DeadLetterKey(order.tenant(), order.id()))
                .collect(Collectors.toSet());
    }

    private static Set<RecordKey> keys(List<BatchItem> readable, Collection<DeadLetterRow> letters) {
        Set<RecordKey> keys = new HashSet<>();
        readable.forEach(item -> keys.add(item.outbox().key()));
        letters.stream().map(DeadLetterRow::key).filter(Objects::nonNull).forEach(keys::add);
        return keys;
    }

    /** The changes that the items are about, and those that they build on. */
    private static Set<ChangeKey> withPredecessors(Set<ChangeKey> settled, List<BatchItem> readable) {
        Set<ChangeKey> changes = new HashSet<>(settled);
        predecessors(readable).forEach(changes::add);
        return changes;
    }

    private static Stream<ChangeKey> predecessors(List<BatchItem> readable) {
        return readable.stream()
                .filter(item -> item.outbox().change().after() != null)
                .map(BatchItem::predecessorKey);
    }

    private static Set<ChangeKey> settled(List<BatchItem> readable, Collection<DeadLetterRow> letters) {
        Set<ChangeKey> settled = new HashSet<>();
        readable.forEach(item -> settled.add(item.changeKey()));
        letters.stream()
                .filter(letter -> letter.changeId() != null)
                .forEach(letter -> settled.add(new ChangeKey(letter.tenant(), letter.changeId())));
        return settled;
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
        for (DeadLetterRow letter : deadLetters.madeBy(
                connection, answered.stream().map(BatchItem::place).toList())) {
            Message message = letter.message();
            letters.put(new MessagePlace(message.topic(), message.partition(), message.offset()), letter);
        }
        return letters;
    }

    /** The replaced versions that changes of this batch were made on. */
    private static Set<RevisionKey> basesOf(List<BatchItem> items, FirstTrip known) {
        Set<RevisionKey> bases = new HashSet<>();
        for (BatchItem item : items) {
            RecordRow row = item.readable() ? known.records().get(item.outbox().key()) : null;
            if (row == null) {
                continue;
            }
            Long named = item.outbox().change().localVersion();
            if (named != null) {
                addReplaced(bases, row, named);
            }
            if (item.outbox().change().after() != null) {
                known.ledger()
                        .getOrDefault(item.predecessorKey(), List.of())
                        .forEach(entry -> addReplaced(bases, row, entry.version()));
            }
        }
        return bases;
    }

    private static void addReplaced(Set<RevisionKey> bases, RecordRow row, long version) {
        if (version > 0 && version < row.stored().version()) {
            bases.add(new RevisionKey(row.key(), version));
        }
    }
}
