package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.junit.jupiter.api.Test;

class InsertedRowsTest {

    private static final InsertedRows<String> ROWS = InsertedRows.<String>into("note")
            .text("content", row -> row)
            .bool("content_deleted", row -> false)
            .bytes("old_content", row -> null);

    @Test
    void aColumnIsLeftOutWhateverOthersAreCalled() {
        assertEquals("content, content_deleted, old_content", ROWS.selected(Set.of()));
        assertEquals("null::text as content, content_deleted, old_content", ROWS.selected(Set.of("content")));
        assertEquals(
                "content, null::bool as content_deleted, null::bytea as old_content",
                ROWS.selected(Set.of("old_content", "content_deleted")));
    }

    @Test
    void anUpdateTakesAllButWhatIsKept() {
        assertEquals(
                "content_deleted = n.content_deleted, old_content = n.old_content",
                ROWS.assignedFrom("n", Set.of("content")));
    }

    @Test
    void whatIsNoColumnIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ROWS.selected(Set.of("contents")));
        assertThrows(IllegalArgumentException.class, () -> ROWS.assignedFrom("n", Set.of("content", "id")));
    }
}
