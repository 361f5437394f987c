package dev.syncline.change;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.syncline.json.JsonTrees;
import dev.syncline.json.SingleQuoted;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static final Origin ORIGIN = new Origin("acme", "ann", "phone");
    private static final UUID ID = new UUID(0, 1);

    @Property(tries = 200)
    @Domain(JsonTrees.class)
    void keyOrderMakesNoDifference(@ForAll Map<String, Object> object) {
        assertArrayEquals(digest(object), digest(reversed(object)));
        assertEquals(of(update(object, null)), of(update(Json.object(reversed(object)), null)));
    }

    @Property(tries = 200)
    @Domain(JsonTrees.class)
    void differentContentDiffers(@ForAll Map<String, Object> one, @ForAll Map<String, Object> other) {
        Assume.that(!one.equals(other));
        assertFalse(Arrays.equals(digest(one), digest(other)));
        assertNotEquals(of(update(one, null)), of(update(other, null)));
    }

    @Test
    void valuesThatLookAlikeDiffer() {
        List<Object> alike = new ArrayList<>();
        for (String text : List.of(
                "1",
                "'1'",
                "[1]",
                "{'1':1}",
                "true",
                "'true'",
                "null",
                "'null'",
                "''",
                "[]",
                "{}",
                "[null]",
                "[[]]",
                "[1,2]",
                "[[1],2]",
                "[12]",
                "0.5",
                "'0.5'",
                "{'a':{'b':1}}",
                "{'a':{},'b':1}",
                "{'a':'b'}",
                "['a','b']",
                "{'a':null}",
                "['ab']",
                "{'ab':''}",
                "{'a':'b','c':'d'}",
                "{'a':'bc','d':''}")) {
            alike.add(SingleQuoted.value(text));
        }
        Set<String> digests = new HashSet<>();
        alike.forEach(value -> digests.add(Arrays.toString(digest(value))));
        assertEquals(alike.size(), digests.size());
    }

    @Test
    void theWayANumberIsWrittenMakesNoDifference() {
        assertEquals(
                of(update(SingleQuoted.object("{'n':[1,1.0,1e0,0.5]}"), null)),
                of(update(SingleQuoted.object("{'n':[1e0,1,1.0,5e-1]}"), null)));
    }

    @Test
    void everyPartOfAChangeAndItsSenderCounts() {
        Map<String, Object> content = Map.of("a", 1L);
        Change sent = new Change(ID, ChangeType.UPDATE, "note", "n-1", content, null, 7L, 1_000, null);
        UUID after = new UUID(0, 2);
        List<UUID> all = List.of(
                of(sent),
                Fingerprint.of(new Origin("acme", "bob", "phone"), sent),
                Fingerprint.of(new Origin("acme", "ann", "tablet"), sent),
                of(new Change(ID, ChangeType.CREATE, "note", "n-1", content, null, 7L, 1_000, null)),
                of(new Change(ID, ChangeType.UPDATE, "user", "n-1", content, null, 7L, 1_000, null)),
                of(new Change(ID, ChangeType.UPDATE, "note", "n-2", content, null, 7L, 1_000, null)),
                of(new Change(ID, ChangeType.UPDATE, "note", "n-1", Map.of("a", 2L), null, 7L, 1_000, null)),
                of(new Change(ID, ChangeType.UPDATE, "note", "n-1", null, content, 7L, 1_000, null)),
                of(new Change(ID, ChangeType.UPDATE, "note", "n-1", content, null, 8L, 1_000, null)),
                of(new Change(ID, ChangeType.UPDATE, "note", "n-1", content, null, null, 1_000, null)),
                of(new Change(ID, ChangeType.UPDATE, "note", "n-1", content, null, 7L, 1_001, null)),
                of(new Change(ID, ChangeType.UPDATE, "note", "n-1", content, null, 7L, 1_000, after)));
        assertEquals(all.size(), new HashSet<>(all).size());
        assertEquals(of(sent), Fingerprint.of(new Origin("acme", "ann", "phone"), sent));
    }

    private static Change update(Map<String, Object> data, Map<String, Object> patch) {
        return new Change(ID, ChangeType.UPDATE, "note", "n-1", data, patch, 1L, 1_000, null);
    }

    private static UUID of(Change change) {
        return Fingerprint.of(ORIGIN, change);
    }

    private static byte[] digest(Object value) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Json.digest(value, digest);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Object reversed(Object value) {
        if (value instanceof Map) {
            List<Map.Entry<String, Object>> entries =
                    new ArrayList<>(Json.object(value).entrySet());
            Collections.reverse(entries);
            Map<String, Object> reversed = new LinkedHashMap<>();
            entries.forEach(entry -> reversed.put(entry.getKey(), reversed(entry.getValue())));
            return reversed;
        }
        if (value instanceof List<?> array) {
            List<Object> elements = new ArrayList<>();
            array.forEach(element -> elements.add(reversed(element)));
            return elements;
        }
        return value;
    }
}
