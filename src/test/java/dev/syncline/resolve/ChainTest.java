package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Outcome;
import dev.syncline.json.SingleQuoted;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several offline edits of one device to one record, each made on the one before, while others write. */
class ChainTest {

    private static final Map<String, FieldType> FIELDS =
            Map.of("tags", FieldType.SET, "count", FieldType.COUNTER, "body", FieldType.TEXT);

    private final ModelServer server = new ModelServer(
            new ConflictResolver(Conflicts.NO_LIMIT, null),
            Map.of("note", new EntityRules("note", Strategy.THREE_WAY_MERGE, FIELDS)));
    private int sent;

    @Test
    void aChainOfFiveIsFiveFastForwardsWhileNobodyElseWrites() {
        create("{'a':0}");
        List<ModelServer.Entry> chain = chainOfFive(1);
        assertEquals(
                List.of(2L, 3L, 4L, 5L, 6L),
                chain.stream().map(ModelServer.Entry::version).toList());
        chain.forEach(entry -> {
            assertEquals(Outcome.APPLIED, entry.outcome());
            assertNull(entry.conflict());
        });
        assertRecord("{'a':5,'tags':['q'],'count':2}");
    }

    @ParameterizedTest
    @ValueSource(longs = {50, 50_000})
    void aChainOfFiveNeverConflictsWithItselfAndTheOthersEditSurvives(long othersClock) {
        create("{'a':0,'b':0}");
        take("tablet", update("{'a':0,'b':7,'tags':['t'],'count':10}", null, 1L, null), othersClock);
        List<ModelServer.Entry> chain = chainOfFive(1);
        chain.forEach(entry -> {
            assertEquals(Outcome.MERGED, entry.outcome());
            assertEquals(List.of(), entry.conflict().lost(), "nobody lost anything");
        });
        assertRecord("{'a':5,'b':7,'tags':['t','q'],'count':12}");
    }

    @Test
    void othersMayWriteBetweenTheLinks() {
        create("{'a':0,'b':0}");
        ModelServer.Entry first = take("phone", update(null, "{'a':1}", 1L, null), 100);
        take("tablet", update(null, "{'b':7}", first.version(), null), 90);
        ModelServer.Entry second =
                take("phone", update(null, "{'a':2}", null, first.change().id()), 110);
        assertEquals(Outcome.MERGED, second.outcome());
        assertEquals(List.of(), second.conflict().lost());
        assertRecord("{'a':2,'b':7}");
    }

    @Test
    void aLinkThatLostAFieldDoesNotLoseTheFieldsOfTheNext() {
        create("{'a':0,'b':0}");
        take("tablet", update(null, "{'a':7}", 1L, null), 5_000);
        ModelServer.Entry first = take("phone", update(null, "{'a':1}", 1L, null), 100);
        ModelServer.Entry second =
                take("phone", update(null, "{'b':1}", null, first.change().id()), 110);
        assertEquals(Outcome.SUPERSEDED, first.outcome());
        assertEquals(Outcome.MERGED, second.outcome());
        assertEquals(List.of(), second.conflict().lost(), "what the first lost is lost once");
        assertRecord("{'a':7,'b':1}");
    }

    @Test
    void aLinkIsLaterThanTheOneBeforeThoughTheClockWentBack() {
        create("{'a':0}");
        ModelServer.Entry first = take("phone", update(null, "{'a':1}", 1L, null), 9_000);
        ModelServer.Entry second =
                take("phone", update(null, "{'a':2}", null, first.change().id()), 100);
        assertEquals(9_001, second.stampMillis());
        take("tablet", update(null, "{'a':7}", 1L, null), 9_000);
        assertRecord("{'a':2}");
    }

    @Test
    void aDeleteAtTheEndOfAChainGivesWayToAnEditItsDeviceNeverSaw() {
        create("{'a':0,'b':0}");
        take("tablet", update(null, "{'b':7}", 1L, null), 50);
        ModelServer.Entry first = take("phone", update(null, "{'a':1}", 1L, null), 100);
        ModelServer.Entry last = take(
                "phone",
                new Change(
                        id(),
                        ChangeType.DELETE,
                        "note",
                        "n-1",
                        null,
                        null,
                        null,
                        110,
                        first.change().id()),
                110);
        assertEquals(Outcome.SUPERSEDED, last.outcome());
        assertRecord("{'a':1,'b':7}");
    }

    @Test
    void aResendOfAnyLinkGetsItsFirstAnswerAndChangesNothing() {
        create("{'a':0,'b':0}");
        take("tablet", update(null, "{'b':7}", 1L, null), 50);
        List<ModelServer.Entry> chain = chainOfFive(1);
        Stored before = server.record("note", "n-1");
        chain.forEach(entry -> assertEquals(entry, server.take("phone", entry.change(), 77_000)));
        assertEquals(before, server.record("note", "n-1"));
    }

    private List<ModelServer.Entry> chainOfFive(long localVersion) {
        ModelServer.Entry first = take("phone", update(null, "{'a':1,'tags':['p']}", localVersion, null), 100);
        ModelServer.Entry second = after(first, "{'a':2,'tags':['p','q']}");
        ModelServer.Entry third = after(second, "{'count':1}");
        ModelServer.Entry fourth = after(third, "{'a':4,'tags':['q']}");
        return List.of(first, second, third, fourth, after(fourth, "{'a':5,'count':2}"));
    }

    private ModelServer.Entry after(ModelServer.Entry predecessor, String patch) {
        return take("phone", update(null, patch, null, predecessor.change().id()), 100);
    }

    private void create(String data) {
        take(
                "desk",
                new Change(id(), ChangeType.CREATE, "note", "n-1", SingleQuoted.object(data), null, 0L, 1, null),
                1);
    }

    private Change update(String data, String patch, Long localVersion, UUID after) {
        return new Change(
                id(),
                ChangeType.UPDATE,
                "note",
                "n-1",
                SingleQuoted.objectOrNull(data),
                SingleQuoted.objectOrNull(patch),
                localVersion,
                0,
                after);
    }

    private UUID id() {
        return new UUID(0, ++sent);
    }

    private ModelServer.Entry take(String client, Change change, long clock) {
        return server.take(client, change, clock);
    }

    private void assertRecord(String content) {
        assertEquals(
                SingleQuoted.object(content),
                server.record("note", "n-1").state().liveData());
    }
}
