package dev.syncline.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.store.FeedHorizon;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The age of a horizon that does not move, look by look. */
class HeldBackTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final HeldBack heldBack = new HeldBack();

    @Test
    void aTransactionThatHoldsBackOthersHasAnAge() {
        assertAge(0, 0, 100, 102);
        assertAge(5, 5, 100, 103);
        assertAge(60, 60, 100, 900);
    }

    @Test
    void aHorizonThatMovesIsNotHeldBack() {
        assertAge(0, 0, 100, 102);
        assertAge(0, 5, 101, 103);
        assertAge(0, 10, 102, 104);
    }

    @Test
    void aQuietDatabaseIsNotHeldBackHoweverLongItsHorizonStands() {
        assertAge(0, 0, 100, 100);
        assertAge(0, 3_600, 100, 100);
        assertAge(0, 3_605, 100, 101);
        assertAge(5, 3_610, 100, 102);
    }

    @Test
    void itEndsWithTheTransaction() {
        assertAge(0, 0, 100, 102);
        assertAge(5, 5, 100, 102);
        assertAge(0, 10, 105, 105);
    }

    @Test
    void aClockThatIsSetBackMakesNoNegativeAge() {
        assertAge(0, 100, 100, 102);
        assertAge(0, 40, 100, 102);
    }

    private void assertAge(long seconds, long at, long oldestOpen, long firstUnseen) {
        assertEquals(
                Duration.ofSeconds(seconds),
                heldBack.seen(new FeedHorizon(oldestOpen, firstUnseen), BEGIN.plusSeconds(at)));
    }
}
