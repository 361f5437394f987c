package dev.syncline.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MirrorTest {

    private static final Place PLACE = new Place("message", "m-1");

    private final List<String> surprises = new ArrayList<>();
    private final Mirror mirror = new Mirror(true, surprises::add);

    private static Map<String, Object> item(long version, Object... more) {
        Map<String, Object> item = new HashMap<>(
                Map.of("entity", PLACE.entity(), "entityId", PLACE.entityId(), "version", version, "deleted", false));
        for (int index = 0; index < more.length; index += 2) {
            item.put((String) more[index], more[index + 1]);
        }
        return item;
    }

    private void page(String cursor, Map<?, ?>... items) {
        mirror.take(Map.of("items", List.of(items), "cursor", cursor, "more", false), seen -> {});
    }

    @Test
    void holdsWhatTheFeedTells() {
        page("a", item(1, "data", Map.of("x", 1L, "y", 1L)));
        page("b", item(3, "patch", Map.of("y", 2L), "baseVersion", 1L));
        assertEquals(Map.of(PLACE, new Device.Held(3, Map.of("x", 1L, "y", 2L))), mirror.records());
        page("c", item(4));
        assertEquals(Map.of(PLACE, new Device.Held(4, null)), mirror.records());
        assertEquals(List.of(), surprises);
    }

    @Test
    void noticesAPatchOnAVersionThatItDoesNotHold() {
        page("a", item(1, "data", Map.of("x", 1L)));
        page("b", item(3, "patch", Map.of("y", 2L), "baseVersion", 2L));
        assertTrue(surprises.get(0).contains("patches 2"), surprises::toString);
    }

    @Test
    void noticesAVersionThatComesAgain() {
        page("a", item(2, "data", Map.of("x", 1L)));
        page("b", item(2, "data", Map.of("x", 1L)));
        assertTrue(surprises.get(0).contains("at 2 after 2"), surprises::toString);
    }

    @Test
    void noticesACursorThatGoesBack() {
        page("b");
        page("a");
        assertTrue(surprises.get(0).contains("went back"), surprises::toString);
    }

    @Test
    void noticesACursorThatPassesAnAckBeforeItsEffectIsSeen() {
        mirror.hear(item(2, "cursor", "b"));
        page("a", item(1, "data", Map.of("x", 1L)));
        assertEquals(List.of(), surprises);
        page("c");
        assertTrue(surprises.get(0).contains("passed"), surprises::toString);
    }

    @Test
    void keepsWhatTheFirstPullLeftOutToBeCheckedAgainstTheDatabase() {
        mirror.hear(item(2, "cursor", "a"));
        page("b");
        assertEquals(Map.of(PLACE, 2L), mirror.neverShown());
        assertEquals(List.of(), surprises);
    }

    @Test
    void noticesWhatALaterPullLeftOut() {
        page("a");
        mirror.hear(item(2, "cursor", "b"));
        page("c");
        assertTrue(surprises.get(0).contains("passed"), surprises::toString);
    }
}
