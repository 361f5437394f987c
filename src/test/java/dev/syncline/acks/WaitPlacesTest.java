package dev.syncline.acks;

import static dev.syncline.acks.WaitPlaces.Grant.FULL;
import static dev.syncline.acks.WaitPlaces.Grant.TAKEN;
import static dev.syncline.acks.WaitPlaces.Grant.TENANT_FULL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WaitPlacesTest {

    private final WaitPlaces places = new WaitPlaces(10, 4);

    @Test
    void aTenantTakesNoMoreThanItsShare() {
        assertEquals(TAKEN, places.take("greedy", 3));
        assertEquals(TENANT_FULL, places.take("greedy", 2));
        assertEquals(TAKEN, places.take("greedy", 1));
        assertEquals(TENANT_FULL, places.take("greedy", 1));
        assertEquals(TAKEN, places.take("modest", 4));
    }

    @Test
    void allTenantsTogetherTakeNoMoreThanThereAre() {
        places.take("one", 4);
        places.take("two", 4);
        assertEquals(FULL, places.take("three", 3));
        assertEquals(TAKEN, places.take("three", 2));
        assertEquals(10, places.taken());
    }

    @Test
    void whatWasRefusedIsNotTaken() {
        places.take("one", 4);
        places.take("two", 4);
        places.take("two", 1);
        places.take("three", 3);
        assertEquals(8, places.taken());
        places.giveBack("one", 4);
        places.giveBack("two", 4);
        assertEquals(0, places.taken());
        assertEquals(TAKEN, places.take("three", 4));
        assertEquals(TAKEN, places.take("two", 4));
    }
}
