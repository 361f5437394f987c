package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Stamp;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a change was made on; the record, where there is one, has version 5 and the stamp 1,000. */
class BaseTest {

    private static final State STORED = State.live(Map.of("at", "v5"));
    private static final State REVISION = State.live(Map.of("at", "v3"));
    private static final State CLIENT_STATE = State.live(Map.of("at", "client"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            localVersion | epoch | stored | revision 3 | base    | earliest stamp
            5            | same  | v5     | kept       | CURRENT | 1001
                         | same  | v5     | kept       | CURRENT | 1001
                         | other | v5     | kept       | CURRENT | 1001
                         | same  | none   | swept      | CURRENT | 0
            3            | same  | v5     | kept       | KEPT    | 101
            3            | same  | v5     | swept      | LOST    | 0
            3            | other | v5     | kept       | LOST    | 0
            5            | other | v5     | kept       | LOST    | 0
            9            | same  | v5     | kept       | LOST    | 0
            3            | same  | none   | kept       | LOST    | 0
            0            | same  | v5     | kept       | NONE    | 0
            0            | other | v5     | kept       | NONE    | 0
            0            | same  | none   | swept      | NONE    | 0
            """)
    void aVersionNamesItsBaseWhileThatIsKept(
            Long localVersion, String epoch, String stored, String revision, Base.Kind kind, long earliest) {
        Change change = change(localVersion, null);
        Base base = Base.ofVersion(
                change,
                stored(stored),
                epoch.equals("same"),
                version -> revision(version, revision.equals("kept"), 100));
        assertEquals(kind, base.kind());
        assertEquals(kind == Base.Kind.KEPT ? REVISION : null, base.state());
        assertEquals(earliest, ConflictResolver.stamp(change, 0, "phone", base).millis());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            predecessor   | at v | client state | stored | revision 3 | base    | content | earliest stamp
            applied       | 5    |              | v5     | kept       | CURRENT |         | 1001
            applied       | 3    |              | v5     | kept       | KEPT    | v3      | 301
            applied       | 3    |              | v5     | older      | KEPT    | v3      | 201
            applied       | 3    | kept         | v5     | kept       | KEPT    | client  | 201
            applied       | 3    |              | v5     | swept      | LOST    |         | 201
            applied       | 3    |              | none   | swept      | LOST    |         | 201
            merged        | 5    | kept         | v5     | kept       | KEPT    | client  | 201
            merged        | 3    | kept         | v5     | kept       | KEPT    | client  | 201
            merged        | 5    |              | v5     | kept       | LOST    |         | 201
            # it was a DELETE that found nothing
            applied       | 0    |              | none   | swept      | NONE    |         | 201
            applied       | 0    |              | v5     | kept       | NONE    |         | 201
            """)
    void aSuccessorIsMadeOnWhatItsClientHadAfterThePredecessor(
            String predecessor,
            long at,
            String clientState,
            String stored,
            String revision,
            Base.Kind kind,
            String content,
            long earliest) {
        Change change = change(99L, new UUID(0, 1));
        Base base = Base.ofPredecessor(
                new Base.Predecessor(at, predecessor.equals("applied"), clientState == null ? null : CLIENT_STATE, 200),
                stored(stored),
                version -> revision(version, !revision.equals("swept"), revision.equals("older") ? 100 : 300));
        assertEquals(kind, base.kind());
        assertEquals(content, base.state() == null ? null : base.state().data().get("at"));
        assertEquals(earliest, ConflictResolver.stamp(change, 0, "phone", base).millis());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            made on | epoch | base | content | earliest stamp
            4       | same  | KEPT | v4      | 0
            3       | same  | LOST |         | 0
            4       | other | LOST |         | 0
            after 4 | same  | KEPT | v4      | 201
            after 3 | same  | LOST |         | 201
            """)
    void aTombstoneKeepsTheVersionThatWasDeletedWhereTheRevisionIsSwept(
            String madeOn, String epoch, Base.Kind kind, String content, long earliest) {
        Stamp stamp = new Stamp(1_000, "tablet", new UUID(0, 3));
        Stored tombstone = new Stored(5, new State(Map.of("at", "v4"), true), stamp, FieldStamps.of(stamp));
        long version = madeOn.charAt(madeOn.length() - 1) - '0';
        Change change = madeOn.startsWith("after") ? change(99L, new UUID(0, 1)) : change(version, null);
        Base base = madeOn.startsWith("after")
                ? Base.ofPredecessor(
                        new Base.Predecessor(version, true, null, 200), tombstone, swept -> Optional.empty())
                : Base.ofVersion(change, tombstone, epoch.equals("same"), swept -> Optional.empty());
        assertEquals(kind, base.kind());
        assertEquals(content == null ? null : State.live(Map.of("at", content)), base.state());
        assertEquals(earliest, ConflictResolver.stamp(change, 0, "phone", base).millis());
    }

    @Test
    void aClockAheadOfTheBaseIsTheStampAsItIs() {
        Change change = change(5L, null);
        Base base = Base.ofVersion(change, stored("v5"), true, version -> Optional.empty());
        assertEquals(new Stamp(7_000, "phone", change.id()), ConflictResolver.stamp(change, 7_000, "phone", base));
    }

    private static Change change(Long localVersion, UUID after) {
        return new Change(new UUID(0, 2), ChangeType.UPDATE, "note", "n-1", Map.of(), null, localVersion, 0, after);
    }

    private static Stored stored(String text) {
        Stamp stamp = new Stamp(1_000, "tablet", new UUID(0, 3));
        return text.equals("none") ? null : new Stored(5, STORED, stamp, FieldStamps.of(stamp));
    }

    private static Optional<Base.Revision> revision(long version, boolean kept, long stampMillis) {
        return version == 3 && kept ? Optional.of(new Base.Revision(REVISION, stampMillis)) : Optional.empty();
    }
}
