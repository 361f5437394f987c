package dev.syncline.acks;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutstandingTest {

    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID STRANGE = new UUID(0, 3);

    private final Outstanding outstanding = new Outstanding(List.of(A, B));

    @Test
    void wakesOnlyWithTheLast() {
        assertFalse(outstanding.told(A));
        assertFalse(outstanding.told(STRANGE));
        assertFalse(outstanding.told(A));
        assertTrue(outstanding.told(B));
    }

    @Test
    void whatIsToldDuringALookCountsThoughTheLookMissedIt() {
        outstanding.lookBegins();
        outstanding.told(A);
        assertFalse(outstanding.lookMissed(List.of(A, B)));
        assertTrue(outstanding.told(B));
    }

    @Test
    void aLookThatMissedOnlyWhatWasToldMeanwhileIsRepeatedSoon() {
        outstanding.lookBegins();
        outstanding.told(A);
        assertTrue(outstanding.lookMissed(List.of(A)));
    }

    @Test
    void whatWasToldBeforeALookThatMissedItIsAwaitedAgain() {
        outstanding.told(A);
        outstanding.lookBegins();
        assertFalse(outstanding.lookMissed(List.of(A)));
        assertTrue(outstanding.told(A));
    }
}
