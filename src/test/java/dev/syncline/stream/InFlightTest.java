package dev.syncline.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How many bytes may be on their way to all clients, and how many of them to one tenant's. */
class InFlightTest {

    private final InFlight all = new InFlight(1_000);

    @Test
    void aTenantTakesNoMoreThanItLeavesToOthers() {
        assertTrue(all.fits("a", 1_000));
        all.add("a", 500);
        assertFalse(all.fits("a", 1));
        assertTrue(all.fits("b", 500));
        assertFalse(all.fits("b", 501));
        all.add("b", 250);
        assertFalse(all.fits("b", 1));
        assertTrue(all.fits("c", 250));
    }

    @Test
    void whatIsTakenMakesRoom() {
        all.add("a", 1_000);
        assertFalse(all.fits("b", 1));
        all.remove("a", 400);
        assertEquals(600, all.bytes());
        assertTrue(all.fits("b", 400));
        all.remove("a", 600);
        assertEquals(0, all.bytes());
        assertTrue(all.fits("a", 1_000));
    }
}
