package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.delete;
import static dev.syncline.service.Changes.patch;
import static dev.syncline.service.Changes.update;
import static dev.syncline.service.Changes.with;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deltas: always exactly the record, and never on a version that the reader may not hold. */
@QuarkusTest
class FeedDeltaTest {

    private static final String LONG_TEXT = "a text that is much longer than what changes beside it ".repeat(5);

    @Inject
    AgroalDataSource database;

    @Inject
    Database tables;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    private static Map<String, Object> note(int stars) {
        return Map.of("text", LONG_TEXT, "stars", stars);
    }

    private FeedReader deltas() {
        return new FeedReader(alice, "&delta=true", 1000);
    }

    @Test
    void aSmallEditOfALargeRecordComesAsAPatch() {
        alice.sync("phone", create("message", "m-1", note(1)));
        FeedReader reader = deltas();
        reader.pull();
        alice.sync("phone", update("message", "m-1", 1L, note(2)));
        alice.sync("phone", update("message", "m-1", 2L, note(3)));
        JsonNode item = reader.pull().get(0);
        assertEquals("{\"stars\":3}", item.get("patch").toString());
        assertEquals(1, item.get("baseVersion").asLong());
        assertEquals(3, item.get("version").asLong());
    }

    @Test
    void whoDoesNotAskForDeltasGetsNone() {
        alice.sync("phone", create("message", "m-1", note(1)));
        FeedReader reader = FeedReader.of(alice);
        reader.pull();
        alice.sync("phone", update("message", "m-1", 1L, note(2)));
        assertTrue(reader.pull().get(0).has("data"));
    }

    @Test
    void theWholeRecordComesWhereAPatchIsNoShorterOrCannotSayIt() {
        alice.sync("phone", create("message", "m-1", Map.of("a", 1)));
        alice.sync("phone", create("message", "m-2", note(1)));
        FeedReader reader = deltas();
        reader.pull();
        alice.sync("phone", update("message", "m-1", 1L, Map.of("b", 2)));
        Map<String, Object> withNull = new HashMap<>(note(1));
        withNull.put("stars", null);
        alice.sync("phone", update("message", "m-2", 1L, withNull));
        reader.pull().forEach(item -> assertTrue(item.has("data"), item.toString()));
    }

    @Test
    void theWholeRecordComesWhereTheBaseIsForgottenOrWasDeleted() {
        alice.sync("phone", create("message", "m-1", note(1)));
        alice.sync("phone", create("message", "m-2", note(1)));
        alice.sync("phone", delete("message", "m-2", 1L));
        FeedReader reader = deltas();
        reader.pull();
        alice.sync("phone", update("message", "m-1", 1L, note(2)));
        alice.sync("phone", create("message", "m-2", note(2)));
        tables.update("delete from revision where tenant = ? and entity_id = 'm-1'", tenant);
        List<JsonNode> items = reader.pull();
        assertEquals(2, items.size());
        items.forEach(item -> assertTrue(item.has("data"), item.toString()));
    }

    /** Ten megabytes that have become little: no more of it is read than a page has, however many records that holds. */
    @Test
    void whereWhatWasBeforeIsMoreThanAPageTheRestComesWhole() {
        int records = 40;
        String large = "x".repeat(250_000);
        for (int from = 0; from < records; from += 20) {
            alice.sync("phone", changes(from, from + 20, id -> create("message", id, with(note(1), "large", large))));
        }
        FeedReader reader = deltas();
        reader.pull();
        alice.sync("phone", changes(0, records, id -> update("message", id, 1L, note(1))));
        alice.sync("phone", create("message", "new", note(1)));

        List<JsonNode> items = reader.pull();

        assertEquals(records + 1, items.size());
        int patches = 4 * 1024 * 1024 / (large.length() + LONG_TEXT.length());
        for (int number = 0; number <= records; number++) {
            assertEquals(number < patches, items.get(number).has("patch"), "item " + number);
        }
        assertEquals(FeedReader.whole(alice), reader.records());
    }

    private static List<Map<String, Object>> changes(int from, int to, Function<String, Map<String, Object>> change) {
        return IntStream.range(from, to)
                .mapToObj(number -> change.apply("m-" + number))
                .toList();
    }

    @Test
    void whileAWriterIsOpenARecordStandsAsItWasBefore() throws SQLException {
        FeedReader reader = deltas();
        reader.pull();
        alice.sync("phone", create("message", "m-1", note(1)));
        try (OpenWriter writer = new OpenWriter(database)) {
            alice.sync("phone", update("message", "m-1", 1L, note(2)));
            // Version 2 waits for the open writer; until then the record stands as it was.
            assertEquals(1, reader.pull().get(0).get("version").asLong());
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> !reader.pull().isEmpty());
        assertEquals(0, reader.patches());
        assertEquals(FeedReader.whole(alice), reader.records());
    }

    @Test
    void aVersionThatAnEarlierPageOfThePullBroughtIsNotPatchedFromBeforeIt() {
        alice.sync("phone", create("message", "m-1", note(1)));
        alice.sync("phone", create("message", "m-2", note(1)));
        FeedReader reader = new FeedReader(alice, "&delta=true", 1);
        reader.pull();
        alice.sync("phone", update("message", "m-1", 1L, note(2)));
        alice.sync("phone", update("message", "m-2", 1L, note(2)));
        assertTrue(reader.page().get("items").get(0).has("patch"));
        alice.sync("phone", update("message", "m-1", 2L, note(3)));
        reader.pull();
        assertEquals(FeedReader.whole(alice), reader.records());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whoOnlyAppliesDeltasHoldsWhatWhoTakesWholeRecordsHolds(long seed) {
        Random random = new Random(seed);
        List<FeedReader> readers = List.of(
                deltas(),
                new FeedReader(alice, "&delta=true", 1),
                new FeedReader(alice, "&delta=true", 3),
                FeedReader.of(alice));
        Map<String, Long> versions = new HashMap<>();
        for (int round = 0; round < 25; round++) {
            List<Map<String, Object>> changes = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                changes.add(randomChange(random, versions));
            }
            alice.sync("phone", distinct(changes))
                    .forEach(ack -> versions.put(
                            ack.get("entityId").asText(), ack.get("version").asLong()));
            for (FeedReader reader : readers) {
                if (random.nextInt(3) == 0) {
                    reader.page();
                } else if (random.nextInt(3) == 0) {
                    reader.pull();
                }
            }
        }
        Map<String, String> whole = FeedReader.whole(alice);
        assertFalse(whole.isEmpty());
        for (FeedReader reader : readers) {
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                reader.pull();
                assertEquals(whole, reader.records());
            });
        }
        whole.forEach((key, text) -> assertEquals(text, serverHas(key)));
        assertTrue(readers.get(0).patches() + readers.get(1).patches() > 0, "no delta was tried");
    }

    private String serverHas(String key) {
        JsonNode record = alice.get("/api/v1/records/" + key).body();
        return record.get("version").asLong() + " " + FeedReader.canonical(record.get("data"));
    }

    private static Map<String, Object> randomChange(Random random, Map<String, Long> versions) {
        String id = "m-" + random.nextInt(6);
        long version = versions.getOrDefault(id, 0L);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("text", LONG_TEXT);
        for (int field = random.nextInt(4); field >= 0; field--) {
            data.put("f" + random.nextInt(5), randomValue(random));
        }
        return switch (random.nextInt(6)) {
            case 0 -> delete("message", id, version);
            case 1 -> create("message", id, data);
            case 2 -> patch("message", id, version == 0 ? null : version, Map.of("f1", random.nextInt(100)));
            default -> version == 0 ? create("message", id, data) : update("message", id, version, data);
        };
    }

    private static Object randomValue(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt();
            case 1 -> "täxt \u2028 \"" + random.nextInt(10);
            case 2 -> Map.of("deep", Map.of("er", random.nextInt(3)), "x", random.nextDouble());
            case 3 -> List.of(1, "two", Map.of("three", 3.5));
            case 4 -> random.nextBoolean();
            default -> 1e21 * random.nextInt(5);
        };
    }

    /** One change a record: several would have to be chained. */
    private static List<Map<String, Object>> distinct(List<Map<String, Object>> changes) {
        Map<Object, Map<String, Object>> byId = new LinkedHashMap<>();
        changes.forEach(change -> byId.put(change.get("entityId"), change));
        return List.copyOf(byId.values());
    }
}
