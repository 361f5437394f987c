package dev.syncline.json;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;

class JsonSizeTest {

    @Property
    @Domain(JsonTrees.class)
    void whatIsSurelyWithinASizeIsWrittenWithinIt(@ForAll Object value) {
        int size = JsonWriter.writeBytes(value).length;
        assertFalse(JsonSize.isSurelyWithin(value, size - 1));
    }

    @Test
    void whatIsFarSmallerIsSurelyWithin() {
        assertTrue(JsonSize.isSurelyWithin(Map.of("text", "milk", "tags", List.of(1L, 2.5, true)), 256));
        assertFalse(JsonSize.isSurelyWithin(Collections.nCopies(256, List.of()), 512));
    }
}
