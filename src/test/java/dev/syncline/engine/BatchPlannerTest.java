package dev.syncline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.outbox.DeadLetterOrder;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.resolve.ConflictResolver;
import dev.syncline.resolve.EntityRules;
import dev.syncline.resolve.State;
import dev.syncline.resolve.Strategy;
import dev.syncline.store.BatchReads;
import dev.syncline.store.BatchTooLargeException;
import dev.syncline.store.ConflictRow;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.Epoch;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.Message;
import dev.syncline.store.MessagePlace;
import dev.syncline.store.ParkedRow;
import dev.syncline.store.Position;
import dev.syncline.store.RecordRow;
import dev.syncline.store.RevisionRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is planned of batches, one after the other, all about one record.
 *
 * <p>{@code a} creates it, {@code b<a} is a later edit by the same phone, {@code b@tablet<a} by another client, and
 * {@code a'} has the id of {@code a} but another content; {@code ?} is no change at all. {@code redrive} and
 * {@code discard} come as an operator's order, {@code as} with another content. Beside batches there are an item that
 * {@code fails}, the {@code end} of changes' wait, and what is given {@code up}; for what is {@code late} there is no time
 * left. Two changes of the record may wait.
 */
class BatchPlannerTest {

    private static final RecordKey KEY = new RecordKey("acme", "task", "t-1");
    private static final Instant NOW = Instant.ofEpochMilli(1_000);
    private static final Epoch EPOCH = new Epoch(0, "epoch");
    private static final Pattern CHANGE = Pattern.compile("(\\w)(')?(?:@(\\w+))?(?:<(\\w))?");
    private static final Pattern ORDER = Pattern.compile("(stale )?(redrive|discard) (\\S+)(?: as (\\S+))?");

    /** A batch knows of those before it what it would read from the store. */
    private final WorkingSet store = store(Map.of());

    private final Map<UUID, String> names = new HashMap<>();
    private final Map<String, ParkedRow> waited = new HashMap<>();
    private final Map<String, DeadLetterRow> letters = new HashMap<>();
    private long tx;
    private int ids;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', useHeadersInDisplayName = true, textBlock = """
            batches                                | answers of the last                                    | waiting  | letters
            # new, sent again, and under an id that is taken
            a                                      | a APPLIED v1                                           |          |
            a, a                                   | a APPLIED v1, a APPLIED v1                             |          |
            a / a                                  | a APPLIED v1 again                                     |          |
            a, a'                                  | a APPLIED v1, a' REJECTED id-reused                    |          |
            a / a'                                 | a' REJECTED id-reused                                  |          |
            a / a' / a'                            | a' REJECTED id-reused again                            |          |
            a / a' / a                             | a APPLIED v1 again                                     |          |
            a@tablet, x                            | a APPLIED v1, x SUPERSEDED v1                          |          |
            # after a change that was seen
            a, b<a                                 | a APPLIED v1, b APPLIED v2                             |          |
            a / b<a                                | b APPLIED v2                                           |          |
            a / b@tablet<a                         | b REJECTED invalid-after                               |          |
            a, b@tablet<a / c<b                    | c REJECTED invalid-after                               |          |
            # before it
            b<a                                    |                                                        | +b       |
            b<a / b<a                              |                                                        |          |
            b<a / b'<a                             | b' REJECTED id-reused                                  |          |
            b<a, a                                 | a APPLIED v1, b APPLIED v2                             |          |
            b<a / a                                | a APPLIED v1, b APPLIED v2                             | -b       |
            c<b, b<a, a                            | a APPLIED v1, b APPLIED v2, c APPLIED v3               |          |
            c<b / b<a / a                          | a APPLIED v1, b APPLIED v2, c APPLIED v3               | -b -c    |
            c<b / b<a                              |                                                        | +b       |
            c<b, b<a, d<a                          | d DEAD_LETTERED predecessor-missing                    | +c +b    | d predecessor-missing
            a<b, b<a                               | b REJECTED invalid-after, a REJECTED predecessor-rejected |       |
            # after one that was rejected, or cannot go on for now
            a fails / discard a / b<a              | b REJECTED predecessor-rejected                        |          |
            a fails / b<a                          |                                                        | +b       |
            a fails / b<a / b'<a                   | b' REJECTED id-reused                                  |          |
            # no time for what waited: the next look at it goes on
            b<a / late a                           | a APPLIED v1                                           |          |
            b<a / late a / end b                   | b APPLIED v2                                           | -b       |
            b<a, c<b / late a / end b              | b APPLIED v2, c APPLIED v3                             | -b -c    |
            b<a, c<b / late a / late end b         | b APPLIED v2                                           | -b       |
            b<a, c<a / late a / late end b c       | b APPLIED v2                                           | -b left c |
            # a wait has an end
            b<a / end b                            | b DEAD_LETTERED predecessor-missing                    | -b       | b predecessor-missing
            b<a, c<b / end b                       | b DEAD_LETTERED predecessor-missing                    | -b       | b predecessor-missing
            b<a, c<b / end b c                     | b DEAD_LETTERED predecessor-missing                    | -b       | b predecessor-missing
            b<a / a / end b                        |                                                        |          |
            a fails / b<a / end b                  |                                                        |          |
            b<a / up b                             | b DEAD_LETTERED refused-by-store                       | -b       | b refused-by-store
            b<a, c<b / up b                        | b DEAD_LETTERED refused-by-store                       | -b       | b refused-by-store
            b<a / a / up b                         |                                                        |          |
            # what fails is set aside, if it can have failed
            a fails                                | a DEAD_LETTERED internal                               |          | a internal
            b<a / a fails                          | a DEAD_LETTERED internal                               |          | a internal
            a / a fails                            | a APPLIED v1 again                                     |          |
            a / a' fails                           | a' REJECTED id-reused                                  |          |
            b<a / b<a fails                        |                                                        |          |
            a fails / a                            | a DEAD_LETTERED internal again                         |          |
            ? fails                                |                                                        |          | ? internal
            ?                                      |                                                        |          | ? undecodable
            a, ?, b<a                              | a APPLIED v1, b APPLIED v2                             |          | ? undecodable
            # a dead letter's next attempt, and its end
            a fails / redrive a                    | a APPLIED v1 now                                       |          | a RESOLVED
            a fails / redrive a as a'              | a APPLIED v1 now                                       |          | a RESOLVED
            a fails / redrive a fails              | a DEAD_LETTERED internal now                           |          | a PENDING internal
            a fails / redrive a as ?               |                                                        |          | a PENDING undecodable
            a fails / discard a                    | a REJECTED discarded now                               |          | a DISCARDED
            a fails / stale redrive a              |                                                        |          |
            a fails / stale discard a              |                                                        |          |
            a fails / stale redrive a fails        |                                                        |          |
            a fails / b<a / redrive a              | a APPLIED v1 now, b APPLIED v2                         | -b       | a RESOLVED
            a fails / b<a / discard a              | a REJECTED discarded now, b REJECTED predecessor-rejected | -b    | a DISCARDED
            a fails / b<a / redrive a fails        | a DEAD_LETTERED internal now                           |          | a PENDING internal
            b<a / end b / redrive b                | b DEAD_LETTERED predecessor-missing now                |          | b PENDING predecessor-missing
            b<a, c<b / end b / a, redrive b        | a APPLIED v1, b APPLIED v2 now, c APPLIED v3           | -c       | b RESOLVED
            ? / redrive ?                          |                                                        |          | ? PENDING undecodable
            ? / redrive ? as a                     | a APPLIED v1                                           |          | ? RESOLVED
            b<a / ? / redrive ? as a               | a APPLIED v1, b APPLIED v2                             | -b       | ? RESOLVED
            ? / discard ?                          |                                                        |          | ? DISCARDED
            """)
    void whatBecomesOfChanges(String batches, String answers, String waiting, String changedLetters) {
        BatchPlan last = planAll(batches);

        assertEquals(answers, text(last.answers.stream().map(answer -> answer(last, answer.entry())), ", "));
        assertEquals(waiting, waiting(last));
        assertEquals(
                changedLetters,
                text(
                        Stream.concat(
                                last.newLetters.stream()
                                        .map(row ->
                                                name(row) + " " + row.cause().code()),
                                last.changedLetters.stream().map(BatchPlannerTest::changed)),
                        ", "));
        assertTrue(last.answers.stream().map(answer -> answer.entry()).toList().containsAll(last.ledger));
        assertEquals(
                Stream.concat(
                                last.newLetters.stream(),
                                last.changedLetters.stream().filter(row -> row.state() == DeadLetterRow.State.PENDING))
                        .toList(),
                last.lettersToPublish);
    }

    @Test
    void aRecordThatIsWrittenTwiceInABatchIsOneRowThatBothAnswersPointTo() {
        BatchPlan plan = planAll("a, b<a");

        RecordRow row = plan.newRecords.get(KEY);
        assertEquals(Set.of(KEY), plan.newRecords.keySet());
        assertEquals(Map.of(), plan.changedRecords);
        assertEquals(2, row.stored().version());
        assertEquals(
                List.of(1L), plan.revisions.stream().map(RevisionRow::version).toList());
        assertEquals(
                List.of(row.position(), row.position()),
                plan.ledger.stream().map(LedgerEntry::cursor).toList());
        assertEquals(
                List.of(0, 1, 2),
                IntStream.concat(
                                IntStream.of(row.position().ordinal()),
                                plan.ledger.stream()
                                        .mapToInt(entry -> entry.position().ordinal()))
                        .boxed()
                        .toList());
    }

    @Test
    void aRecordOfBeforeIsChangedAndWhatItWasIsKept() {
        BatchPlan plan = planAll("a / b<a, c<b");

        assertEquals(Map.of(), plan.newRecords);
        assertEquals(3, plan.changedRecords.get(KEY).stored().version());
        assertEquals(
                List.of(1L, 2L),
                plan.revisions.stream().map(RevisionRow::version).toList());
    }

    /** So that whoever lists acks finds it once more. */
    @Test
    void anAnswerThatIsGivenAgainGetsOneNewPlace() {
        LedgerEntry first = planAll("a, a").ledger.get(0);
        BatchPlan again = planAll("a, a");

        assertEquals(List.of(first.at(new Position(0, tx, 0))), again.answeredAgain);
        assertEquals(List.of(), again.ledger);
    }

    @Test
    void aConflictIsKeptAndItsAnswerNamesIt() {
        BatchPlan plan = planAll("a@tablet / x");

        ConflictRow conflict = plan.conflicts.get(0);
        LedgerEntry entry = plan.ledger.get(0);
        assertEquals(1, plan.conflicts.size());
        assertEquals(conflict.id(), entry.conflictId());
        assertEquals(Map.of("name", "a"), entry.result());
        assertEquals(State.live(Map.of("name", "x")), entry.clientState());
        assertEquals(store.record(KEY).position(), entry.cursor());
    }

    @Test
    void whatIsRejectedIsKeptBesideItsOutcome() {
        BatchPlan plan = planAll("a / a'");

        LedgerEntry entry = plan.ledger.get(0);
        assertEquals(1, entry.claim());
        assertEquals(1, entry.version());
        assertTrue(entry.content().contains("\"name\":\"a'\""), entry.content());
        assertEquals(
                List.of(new BatchPlan.Resolved("task", Outcome.REJECTED, BatchPlan.Resolved.NO_STRATEGY)),
                plan.resolved);
    }

    @Test
    void onlyWhatABatchGoesOnWithBesideItselfCountsAsReleased() {
        assertFalse(planAll("b<a").releases);
        assertFalse(planAll("end b").releases);
        assertTrue(planAll("d<c / c").releases);
    }

    @Test
    void whatIsTooMuchToBeLoadedWaitsOn() {
        planAll("b<a");
        ParkedRow row = waited.get("b");
        store.unpark(row);
        Message bare = new Message("outbox", 0, 0, null, null, null);
        store.park(new ParkedRow(
                row.key(), row.changeId(), row.afterId(), row.fingerprint(), bare, row.size(), row.parkedAt()));

        assertEquals(Set.of(), planAll("a").released);
    }

    @Test
    void aChangeThatCameByNoMessageWaitsAsAnyOther() {
        BatchPlan plan = planner(Duration.ofMinutes(1))
                .planAgain(BatchItem.of(item("b<a").outbox()));

        assertEquals("+b", waiting(plan));
        assertEquals(List.of(), plan.ledger);
    }

    @Test
    void aBatchThatTakesTooLongIsTooLargeWhereItCanBeDivided() {
        BatchPlanner divisible = planner(store, new BatchPlanner.Limits(Duration.ofSeconds(-1), true, 2));

        assertThrows(BatchTooLargeException.class, () -> divisible.plan(List.of(item("a"), item("b<a"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            before  | comes again | answers            | records | is unknown
            a       | a           | a APPLIED v1 again | t-1     | false
            b<a     | b<a         |                    |         | false
            a fails | redrive a   | a DEAD_LETTERED internal again | | false
            x       | a           |                    | t-1     | true
            ?       | a           |                    |         | true
            """)
    void whatWasAppliedBeforeIsAnsweredAsItWasThen(
            String before, String comesAgain, String answers, String records, boolean unknown) {
        planAll(before);
        BatchPlanner planner = planner(Duration.ofMinutes(1));

        planner.planAnswerOnly(item(comesAgain));

        BatchPlan plan = planner.plan(List.of());
        assertEquals(answers, text(plan.answers.stream().map(answer -> answer(plan, answer.entry())), ", "));
        assertEquals(
                records,
                text(plan.recordsToPublish().stream().map(row -> row.key().entityId()), ", "));
        assertEquals(unknown, plan.unknownBelow);
        assertEquals(List.of(), plan.ledger);
        assertEquals(List.of(), plan.answeredAgain);
    }

    @Test
    void aDeadLetterOfBeforeIsPublishedAgain() {
        BatchItem item = item("?");
        DeadLetterRow letter =
                planner(Duration.ofMinutes(1)).plan(List.of(item)).newLetters.get(0);
        BatchPlanner again =
                planner(store(Map.of(item.place(), letter)), new BatchPlanner.Limits(Duration.ZERO, false, 2));

        again.planAnswerOnly(item);

        BatchPlan plan = again.plan(List.of());
        assertEquals(List.of(letter), plan.lettersToPublish);
        assertEquals(List.of(), plan.newLetters);
        assertFalse(plan.unknownBelow);
    }

    /** The last of them. */
    private BatchPlan planAll(String batches) {
        BatchPlan last = null;
        for (String batch : batches.split(" / ")) {
            last = batch.startsWith("late ")
                    ? plan(planner(Duration.ofSeconds(-1)), batch.substring("late ".length()))
                    : plan(planner(Duration.ofMinutes(1)), batch);
            last.parked.values().forEach(row -> waited.put(name(row.changeId()), row));
            Stream.of(last.newLetters, last.changedLetters)
                    .flatMap(List::stream)
                    .forEach(row -> letters.put(name(row), row));
        }
        return last;
    }

    private BatchPlan plan(BatchPlanner planner, String batch) {
        if (batch.endsWith(" fails")) {
            BatchItem item = item(batch.substring(0, batch.length() - " fails".length()));
            return planner.planFailure(item, ErrorCode.INTERNAL, "it failed", null);
        }
        if (batch.startsWith("end ")) {
            return planner.planEndOfWait(
                    Stream.of(batch.substring("end ".length()).split(" "))
                            .map(waited::get)
                            .toList());
        }
        if (batch.startsWith("up ")) {
            ParkedRow row = waited.get(batch.substring("up ".length()));
            return planner.planGivenUp(row, BatchItem.of(row), ErrorCode.REFUSED_BY_STORE, "refused", null);
        }
        return planner.plan(Stream.of(batch.split(", ")).map(this::item).toList());
    }

    private BatchPlanner planner(Duration within) {
        return planner(store, new BatchPlanner.Limits(within, false, 2));
    }

    private BatchPlanner planner(WorkingSet known, BatchPlanner.Limits limits) {
        ConflictResolver resolver = new ConflictResolver((entity, data) -> Optional.empty(), (name, conflict) -> {
            throw new IllegalStateException(name);
        });
        return new BatchPlanner(
                known,
                resolver,
                entity -> Optional.of(new EntityRules(entity, Strategy.LAST_WRITE_WINS, Map.of())),
                () -> new UUID(1, ids++),
                new BatchReads.Began(EPOCH, new Position(EPOCH.number(), ++tx, 0)),
                NOW,
                limits);
    }

    private static WorkingSet store(Map<MessagePlace, DeadLetterRow> earlierLetters) {
        return new WorkingSet(new WorkingSet.Loaded(
                Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Set.of(), Map.of(), earlierLetters));
    }

    private BatchItem item(String text) {
        Matcher order = ORDER.matcher(text);
        if (!order.matches()) {
            return item(text, null);
        }
        DeadLetterRow sent = sent(letters.get(order.group(3)));
        store.put(sent);
        DeadLetterOrder given = new DeadLetterOrder(
                DeadLetterOrder.Kind.valueOf(order.group(2).toUpperCase(Locale.ROOT)),
                sent.tenant(),
                sent.id(),
                order.group(1) == null ? sent.attempt() : sent.attempt() - 1);
        if (order.group(4) != null) {
            return item(order.group(4), given);
        }
        return BatchItem.of(record(sent.message().payload(), given));
    }

    private BatchItem item(String text, DeadLetterOrder order) {
        if (text.equals("?")) {
            return BatchItem.of(record("?".getBytes(StandardCharsets.UTF_8), order));
        }
        Matcher named = CHANGE.matcher(text);
        assertTrue(named.matches(), text);
        String name = named.group(1) + (named.group(2) == null ? "" : named.group(2));
        String client = named.group(3) == null ? "phone" : named.group(3);
        UUID after = named.group(4) == null ? null : id(named.group(4));
        Change change = new Change(
                id(named.group(1)),
                after == null ? ChangeType.CREATE : ChangeType.UPDATE,
                KEY.entity(),
                KEY.entityId(),
                Map.of("name", name),
                null,
                after == null ? 0L : null,
                1,
                after);
        Origin origin = new Origin(KEY.tenant(), "alice", client);
        BatchItem item =
                BatchItem.of(record(OutboxCodec.encode(new OutboxRecord(origin, change, NOW, 1, null, null)), order));
        names.put(item.fingerprint(), name);
        return item;
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] payload, DeadLetterOrder order) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("outbox", 0, 0, null, payload);
        record.headers().add(OutboxCodec.SCHEMA_HEADER, OutboxCodec.schemaVersion());
        if (order != null) {
            record.headers().add(DeadLetterOrder.HEADER, order.encode());
        }
        return record;
    }

    /** A dead letter as it is on its way through the outbox again. */
    private static DeadLetterRow sent(DeadLetterRow row) {
        return new DeadLetterRow(
                row.id(),
                DeadLetterRow.State.SENT,
                row.attempt() + 1,
                row.origin(),
                row.key(),
                row.changeId(),
                row.cause(),
                row.detail(),
                row.exception(),
                row.message(),
                row.receivedAt(),
                row.failedAt());
    }

    private static UUID id(String letter) {
        return new UUID(0, letter.charAt(0));
    }

    private static String name(UUID changeId) {
        return String.valueOf((char) changeId.getLeastSignificantBits());
    }

    private static String name(DeadLetterRow letter) {
        return letter.changeId() == null ? "?" : name(letter.changeId());
    }

    private String answer(BatchPlan plan, LedgerEntry entry) {
        String how = plan.ledger.contains(entry) ? "" : plan.changedOutcomes.contains(entry) ? " now" : " again";
        String what =
                entry.code() == null ? "v" + entry.version() : entry.code().code();
        return names.get(entry.fingerprint()) + " " + entry.outcome() + " " + what + how;
    }

    private static String waiting(BatchPlan plan) {
        Stream<String> parked = plan.parked.keySet().stream().map(change -> "+" + name(change.changeId()));
        Stream<String> released = plan.released.stream().map(change -> "-" + name(change.changeId()));
        Stream<String> left = plan.left.stream().map(row -> "left " + name(row.changeId()));
        return text(Stream.of(parked, released, left).flatMap(each -> each), " ");
    }

    private static String changed(DeadLetterRow letter) {
        return name(letter) + " " + letter.state()
                + (letter.state() == DeadLetterRow.State.PENDING
                        ? " " + letter.cause().code()
                        : "");
    }

    /** Null where there is none, as in a table's empty cell. */
    private static String text(Stream<String> parts, String delimiter) {
        String joined = parts.collect(Collectors.joining(delimiter));
        return joined.isEmpty() ? null : joined;
    }
}
