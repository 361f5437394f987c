package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.store.FeedCursor.Held;
import dev.syncline.store.FeedCursor.Snapshot;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedCursorTest {

    private static final Epoch EPOCH = new Epoch(7, "5b1c77aa");

    static Stream<FeedCursor> cursors() {
        Position row = new Position(7, 0x1234, 5);
        return Stream.of(
                FeedCursor.at(row),
                FeedCursor.at(new Position(7, Long.MAX_VALUE, Integer.MAX_VALUE)),
                FeedCursor.of(row, new Held(0x1200, 0x1300)),
                FeedCursor.of(EPOCH, new Snapshot(0x2000, row)),
                FeedCursor.of(EPOCH, new Snapshot(0x2000, new Position(6, 0x9999, 1))));
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void aCursorIsReadBackAsItWas(FeedCursor cursor) {
        assertEquals(Optional.of(cursor), FeedCursor.parse(cursor.text(EPOCH, "acme"), EPOCH, "acme"));
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void ofAnotherEpochOrTenantItIsToldApart(FeedCursor cursor) {
        String text = cursor.text(EPOCH, "acme");
        assertEquals(Optional.empty(), FeedCursor.parse(text, new Epoch(8, "5b1c77ab"), "acme"));
        assertEquals(Optional.empty(), FeedCursor.parse(text, EPOCH, "other"));
    }

    @Test
    void textsCompareAsPositionsDoHoweverTheyWereReached() {
        Position row = new Position(7, 0x1234, 5);
        String ack = FeedCursor.at(row).text(EPOCH, "acme");
        String before = FeedCursor.of(new Position(7, 0x1234, 4), new Held(0x1200, 0x1300))
                .text(EPOCH, "acme");
        String there = FeedCursor.of(row, new Held(0x1200, 0x1300)).text(EPOCH, "acme");
        String inSnapshot = FeedCursor.of(EPOCH, new Snapshot(0x2000, row)).text(EPOCH, "acme");
        String inOldRows = FeedCursor.of(EPOCH, new Snapshot(0x2000, new Position(6, 0x9999, 1)))
                .text(EPOCH, "acme");
        assertTrue(before.compareTo(ack) < 0);
        assertTrue(there.compareTo(ack) >= 0);
        assertTrue(inSnapshot.compareTo(ack) >= 0);
        assertTrue(inOldRows.compareTo(ack) < 0);
    }

    @Test
    void whatAnEarlierEpochWroteLiesBeforeEverythingOfThisOne() {
        String old = FeedCursor.at(new Position(6, Long.MAX_VALUE, 1)).text(EPOCH, "acme");
        String first = FeedCursor.at(new Position(7, 1, 0)).text(EPOCH, "acme");
        assertTrue(old.compareTo(first) < 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "5b1c77aa0000000000001234",
                "5b1c77aa00000000000012340000000",
                "5b1c77aaf00000000000123400000005",
                "5b1c77aa000000000000123400000005h00",
                "5b1c77aa000000000000123400000005s0000000000002000",
                "5b1c77aa000000000000123400000005s0000000000002000ffffffff000000000000123400000005",
                "5B1C77AA000000000000123400000005",
                "5b1c77aa000000000000123400000005 "
            })
    void whatNoFeedGaveIsRefused(String text) {
        String scoped = text.replace(
                "5b1c77aa",
                FeedCursor.at(new Position(7, 1, 0)).text(EPOCH, "acme").substring(0, 8));
        assertThrows(IllegalArgumentException.class, () -> FeedCursor.parse(scoped, EPOCH, "acme"));
    }
}
