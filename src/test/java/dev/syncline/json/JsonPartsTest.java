package dev.syncline.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    void theObjectReadsAsIfItsListWereMadeFirst(@ForAll Object one, @ForAll Object two, @ForAll Object three) {
        List<Object> values = List.of(one, two, three);
        for (int[] picks : PICKS) {
            for (Map<String, Object> others : List.of(Map.<String, Object>of(), Map.of("more", one))) {
                JsonParts json = new JsonParts("items");
                List<JsonParts.Part> written = values.stream().map(json::add).toList();
                Map<String, Object> expected = new LinkedHashMap<>();
                expected.put("items", IntStream.of(picks).mapToObj(values::get).toList());
                expected.putAll(others);

                byte[] text =
                        json.text(IntStream.of(picks).mapToObj(written::get).toList(), others);

                assertEquals(JsonWriter.write(expected), new String(text, StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void whatOutgrowsItsArrayIsKept() {
        JsonParts json = new JsonParts("items");
        List<JsonParts.Part> all = new ArrayList<>();
        for (long number = 0; number < 10_000; number++) {
            all.add(json.add(Map.of("number", number)));
        }
        String text = new String(json.text(all, Map.of()), StandardCharsets.UTF_8);
        assertTrue(text.startsWith("{\"items\":[{\"number\":0},{\"number\":1},"));
        assertTrue(text.endsWith(",{\"number\":9998},{\"number\":9999}]}"));
    }
}
