package dev.syncline.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a drain counts, look by look. */
class DrainTest {

    private static final long NEVER = -1;

    private final Drain drain = new Drain();

    @Test
    void itCountsFromWhenTheQueueWasLastEmpty() {
        assertEquals(0, drain.seen(1_000, 0, NEVER));
        assertEquals(0, drain.seen(1_000, 50, NEVER));
        assertEquals(30, drain.seen(1_030, 20, NEVER));
        assertEquals(45, drain.seen(1_045, 100, NEVER));
        assertEquals(0, drain.seen(1_145, 0, NEVER));
        assertEquals(5, drain.seen(1_150, 5, NEVER));
    }

    @Test
    void whatIsMetAtTheStartIsYetToBeDone() {
        assertEquals(0, drain.seen(1_000, 50, NEVER));
        assertEquals(10, drain.seen(1_010, 40, NEVER));
    }

    @Test
    void offsetsThatWentBackBeginAnew() {
        drain.seen(1_000, 0, NEVER);
        assertEquals(0, drain.seen(20, 500, NEVER));
        assertEquals(5, drain.seen(25, 495, NEVER));
    }

    @Test
    void whatAnotherInstanceSawIsTakenOverLate() {
        assertEquals(0, drain.seen(1_030, 20, NEVER));
        assertEquals(40, drain.seen(1_040, 10, 1_000));
    }

    @Test
    void anEmptinessOfBeforeARestoreDoesNotCount() {
        assertEquals(0, drain.seen(20, 500, 1_000));
        assertEquals(5, drain.seen(25, 495, 1_000));
    }

    @Test
    void itBeginsWhereAnyInstanceSawTheQueueEmptyLast() {
        assertEquals(30, drain.seen(1_030, 20, 1_000));
        assertEquals(10, drain.seen(1_045, 20, 1_035));
        assertEquals(0, drain.seen(1_065, 0, 1_035));
        assertEquals(5, drain.seen(1_070, 2, 1_035));
    }
}
