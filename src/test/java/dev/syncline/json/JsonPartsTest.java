package dev.syncline.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;

class JsonPartsTest {

    private static final int[][] PICKS = {
        {}, {0}, {1}, {2}, {0, 1}, {1, 2}, {0, 2}, {0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {0, 0, 1}, {2, 0, 1, 1, 2},
    };

    /** Any of them, in any order; here and there some that stand together. */
    @Property
    @Domain(JsonTrees.class)
    void aListOfPartsReadsAsThoseValuesDo(@ForAll Object one, @ForAll Object two, @ForAll Object three) {
        List<Object> values = List.of(one, two, three);
        JsonParts parts = new JsonParts();
        List<JsonParts.Part> written = values.stream().map(parts::add).toList();
        for (int[] picks : PICKS) {
            assertWritten(
                    IntStream.of(picks).mapToObj(values::get).toList(),
                    parts.list(IntStream.of(picks).mapToObj(written::get).toList()));
        }
    }

    private static void assertWritten(List<Object> expected, JsonParts.Chosen list) {
        byte[] text = JsonWriter.writeBytes(list);
        assertEquals(JsonWriter.write(expected), new String(text, StandardCharsets.UTF_8));
        assertEquals(text.length, list.size());
    }

    @Test
    void whatOutgrowsItsArrayIsKept() {
        JsonParts parts = new JsonParts();
        List<JsonParts.Part> all = new ArrayList<>();
        for (long number = 0; number < 10_000; number++) {
            all.add(parts.add(Map.of("number", number)));
        }
        String text = JsonWriter.write(Map.of("items", parts.list(all)));
        assertTrue(text.startsWith("{\"items\":[{\"number\":0},{\"number\":1},"));
        assertTrue(text.endsWith(",{\"number\":9998},{\"number\":9999}]}"));
    }
}
