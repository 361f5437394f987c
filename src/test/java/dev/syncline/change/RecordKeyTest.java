package dev.syncline.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecordKeyTest {

    @Test
    void anIdIsAUuidOfVersion8OfTheNames() {
        UUID id = new RecordKey("acme", "message", "m-42").id();
        assertEquals(8, id.version());
        assertEquals(2, id.variant());
        // printf '4:acme7:message4:m-42' | sha256sum, with the version and the variant put in
        assertEquals("b1d71755-c603-81b1-83b0-1f65d485136d", id.toString());
    }

    @Test
    void namesThatRunTogetherHaveIdsOfTheirOwn() {
        assertNotEquals(new RecordKey("a", "bc", "d").id(), new RecordKey("ab", "c", "d").id());
        assertNotEquals(new RecordKey("a", "b", "1:c").id(), new RecordKey("a", "b1:", "c").id());
    }
}
