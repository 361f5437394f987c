package dev.syncline.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.bench.DatabaseState.Conflict;
import dev.syncline.bench.DatabaseState.Outcome;
import dev.syncline.bench.DatabaseState.SetAside;
import dev.syncline.bench.DatabaseState.Version;
import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A small true story is found to be true, and each way to tamper with it is caught. */
class CheckerTest {

    private static final Place NOTE = new Place("message", "m-1");
    private static final Place TALLY = new Place(Edits.TALLY, "t-1");
    private static final Instant THEN = Instant.ofEpochSecond(1_000);

    private static final UUID CREATE = id(1);
    private static final UUID EDIT = id(2);
    private static final UUID MERGED = id(3);
    private static final UUID LOST = id(4);
    private static final UUID TALLIED = id(5);
    private static final UUID COUNTED = id(6);

    private static final Map<String, Object> FIRST = Map.of("a", "wonex1");
    private static final Map<String, Object> SECOND = Map.of("a", "wonex2");
    private static final Map<String, Object> THIRD = Map.of("a", "wonex2", "b", "wtwox1");
    private static final Map<String, Object> COUNT_0 = Map.of("count", 0L, "tags", List.of());
    private static final Map<String, Object> COUNT_3 = Map.of("count", 3L, "tags", List.of("wtwox3"));

    private final Journal one = new Journal("one");
    private final Journal two = new Journal("two");
    private final List<Outcome> ledger = new ArrayList<>();
    private final List<Version> versions = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<SetAside> deadLetters = new ArrayList<>();
    private final Set<UUID> published = new HashSet<>();

    @BeforeEach
    void tellATrueStory() {
        made(one, CREATE, NOTE, null, FIRST);
        made(one, EDIT, NOTE, FIRST, SECOND);
        made(two, MERGED, NOTE, FIRST, Map.of("a", "wonex1", "b", "wtwox1"));
        made(two, LOST, NOTE, FIRST, Map.of("a", "wtwox2"));
        made(one, TALLIED, TALLY, null, COUNT_0);
        made(two, COUNTED, TALLY, COUNT_0, COUNT_3);

        settled(one, CREATE, NOTE, "APPLIED", 1, null);
        settled(one, EDIT, NOTE, "APPLIED", 2, null);
        settled(two, MERGED, NOTE, "MERGED", 3, THIRD);
        settled(two, LOST, NOTE, "SUPERSEDED", 3, THIRD);
        settled(one, TALLIED, TALLY, "APPLIED", 1, null);
        settled(two, COUNTED, TALLY, "APPLIED", 2, null);

        versions.add(new Version(NOTE, 1, false, FIRST, CREATE, false));
        versions.add(new Version(NOTE, 2, false, SECOND, EDIT, false));
        versions.add(new Version(NOTE, 3, false, THIRD, MERGED, true));
        versions.add(new Version(TALLY, 1, false, COUNT_0, TALLIED, false));
        versions.add(new Version(TALLY, 2, false, COUNT_3, COUNTED, true));
        conflicts.add(new Conflict(MERGED, NOTE, "wonex1 wonex2 wtwox1"));
        conflicts.add(new Conflict(LOST, NOTE, "wonex1 wonex2 wtwox2"));
        for (Journal journal : List.of(one, two)) {
            journal.atLast.put(NOTE, new Device.Held(3, THIRD));
            journal.atLast.put(TALLY, new Device.Held(2, COUNT_3));
            journal.followed = new TreeMap<>(journal.atLast);
        }
    }

    @Test
    void believesATrueStory() {
        assertEquals(List.of(), check());
    }

    @Test
    void catchesAMissingOutcome() {
        ledger.removeIf(row -> row.changeId().equals(LOST));
        assertCaught(1, "has no outcome");
    }

    @Test
    void catchesADeadLetterThatNobodySettled() {
        replace(LOST, "DEAD_LETTERED", 3);
        deadLetters.add(new SetAside(LOST, NOTE, "resolver-failed", "wtwox2"));
        assertCaught(1, "is a dead letter: [resolver-failed]");
    }

    @Test
    void catchesAChangeThatIsRejected() {
        replace(LOST, "REJECTED", 3);
        assertCaught(1, LOST + " of two was rejected");
    }

    @Test
    void catchesAChangeThatIsAppliedTwice() {
        versions.set(2, new Version(NOTE, 3, false, THIRD, MERGED, false));
        versions.add(new Version(NOTE, 4, false, THIRD, MERGED, true));
        assertCaught(2, "wrote 2 versions");
    }

    @Test
    void catchesAVersionThatIsMissing() {
        versions.removeIf(version -> version.place().equals(NOTE) && version.version() == 2);
        assertCaught(2, "version 3 as number 2");
    }

    @Test
    void catchesAVersionThatIsWrittenTwice() {
        versions.add(new Version(NOTE, 3, false, SECOND, EDIT, false));
        assertCaught(2, "has version 3 as number 4");
    }

    @Test
    void catchesAnUpdateThatIsOverwritten() {
        versions.set(1, new Version(NOTE, 2, false, SECOND, id(99), false));
        assertCaught(2, "is written by " + id(99));
    }

    @Test
    void catchesACounterThatCountsTwice() {
        versions.set(4, new Version(TALLY, 2, false, Map.of("count", 6L, "tags", List.of("wtwox3")), COUNTED, true));
        assertCaught(2, "counts 6, and its edits 3");
    }

    @Test
    void catchesASetThatForgets() {
        versions.set(4, new Version(TALLY, 2, false, Map.of("count", 3L, "tags", List.of()), COUNTED, true));
        assertCaught(6, "has the tags [], its edits [wtwox3]");
    }

    @Test
    void catchesTwoAnswersToOneChange() {
        two.acks.add(ack(LOST, NOTE, "MERGED", 3, THIRD));
        assertCaught(2, "was answered differently");
    }

    @Test
    void catchesAnAnswerThatIsNotTheOutcome() {
        replace(LOST, "MERGED", 3);
        assertCaught(2, "and its outcome is");
    }

    @Test
    void catchesAnIdThatCountsAsTwoChanges() {
        ledger.add(new Outcome(LOST, 1, NOTE, "REJECTED", 3, THEN, "{}"));
        assertCaught(2, "counts as two different changes");
    }

    @Test
    void catchesAnOutcomeOfNothing() {
        ledger.add(new Outcome(id(99), 0, NOTE, "APPLIED", 3, THEN, null));
        assertCaught(2, "was never made");
    }

    @Test
    void catchesASecondConflict() {
        conflicts.add(conflicts.get(0));
        assertCaught(2, "has two conflicts");
    }

    @Test
    void catchesAnAckThatPollingMissed() {
        two.polled.remove(LOST);
        assertCaught(3, "never read the acks");
    }

    @Test
    void catchesAnAckThatWasNeverPublished() {
        published.remove(LOST);
        assertCaught(3, "the topic of acks has none of");
    }

    @Test
    void catchesAnOrderThatIsTurnedRound() {
        one.made.add(0, one.made.remove(1));
        assertCaught(4, "took effect before its predecessor");
    }

    @Test
    void catchesAnAppliedChangeThatIsNotAsSent() {
        versions.set(1, new Version(NOTE, 2, false, FIRST, EDIT, false));
        assertCaught(5, "one saw");
    }

    @Test
    void catchesAReadOfWhatNeverWas() {
        one.seen.add(new Journal.Seen(NOTE, 3, SECOND, "a read"));
        assertCaught(5, "one saw");
    }

    @Test
    void catchesAClientThatIsLeftBehind() {
        two.atLast.put(NOTE, new Device.Held(2, SECOND));
        assertCaught(5, "two ends with message/m-1");
    }

    @Test
    void catchesARecordThatTheFeedLeftOut() {
        two.followed.remove(TALLY);
        assertCaught(3, "two has tally/t-1 as null by the feed");
    }

    @Test
    void catchesARecordOfWhichTheFeedLeftOutTheLastVersion() {
        one.followed.put(NOTE, new Device.Held(2, SECOND));
        assertCaught(3, "by the feed, the server");
    }

    @Test
    void catchesALiveRecordThatTheFirstPullPassed() {
        two.neverShown = Map.of(NOTE, 1L);
        assertCaught(3, "the first pull of two passed version 1 of message/m-1");
    }

    @Test
    void catchesARecordThatOnlyTheFeedKnows() {
        one.followed.put(new Place("message", "m-9"), new Device.Held(1, FIRST));
        assertCaught(3, "by the feed only");
    }

    @Test
    void catchesAValueThatDisappears() {
        conflicts.removeIf(conflict -> conflict.changeId().equals(LOST));
        assertCaught(6, "[wtwox2] of two is nowhere");
    }

    @Test
    void catchesWhatNobodyExpected() {
        one.surprises.add("push was answered 500");
        assertCaught(0, "one: push was answered 500");
    }

    private List<Violation> check() {
        return Checker.check(List.of(one, two), new DatabaseState(ledger, versions, conflicts, deadLetters), published);
    }

    private void assertCaught(int invariant, String what) {
        List<Violation> violations = check();
        assertTrue(
                violations.stream()
                        .anyMatch(violation -> violation.invariant() == invariant
                                && violation.what().contains(what)),
                () -> violations.stream().map(Violation::toString).collect(Collectors.joining("\n")));
    }

    private void replace(UUID id, String outcome, long version) {
        ledger.replaceAll(row -> row.changeId().equals(id)
                ? new Outcome(id, 0, row.place(), outcome, version, row.resolvedAt(), "wtwox2")
                : row);
    }

    private static void made(
            Journal journal, UUID id, Place place, Map<String, Object> before, Map<String, Object> after) {
        ChangeType type = before == null ? ChangeType.CREATE : ChangeType.UPDATE;
        Change change = new Change(id, type, place.entity(), place.entityId(), after, null, 0L, 1, null);
        journal.made.add(new Made(change, before, after));
    }

    private void settled(
            Journal journal, UUID id, Place place, String outcome, long version, Map<String, Object> data) {
        journal.accepted.add(id);
        journal.polled.add(id);
        published.add(id);
        journal.acks.add(ack(id, place, outcome, version, data));
        String content = outcome.equals("APPLIED") ? null : "{}";
        ledger.add(new Outcome(id, 0, place, outcome, version, THEN, content));
    }

    private static Map<String, Object> ack(
            UUID id, Place place, String outcome, long version, Map<String, Object> data) {
        Map<String, Object> ack = new HashMap<>();
        ack.put("changeId", id.toString());
        ack.put("entity", place.entity());
        ack.put("entityId", place.entityId());
        ack.put("outcome", outcome);
        ack.put("version", version);
        ack.put("data", data);
        return ack;
    }

    private static UUID id(int number) {
        return new UUID(0, number);
    }
}
