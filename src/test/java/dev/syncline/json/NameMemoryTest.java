package dev.syncline.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import dev.syncline.change.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Names of one text cost no other one anything, not even those that were made to collide in the parser's memory. */
class NameMemoryTest {

    private static final int OF_A_SMALL_TEXT = 290;
    private static final int TOO_MANY_AT_ONCE = 1_000;

    private final SplittableRandom random = new SplittableRandom(42);

    @Test
    void namesThatCollideKeepNoSmallTextFromBeingRead() {
        List<String> colliding = colliding(20 * OF_A_SMALL_TEXT);
        for (int from = 0; from < colliding.size(); from += OF_A_SMALL_TEXT) {
            assertRead(colliding.subList(from, from + OF_A_SMALL_TEXT));
        }
        for (int text = 0; text < 5_000; text++) {
            assertRead(List.of(freshName(), freshName()));
        }
    }

    @Test
    void whatIsRememberedForOthersStaysSmall() {
        for (int text = 0; text < 5_000; text++) {
            assertRead(List.of(freshName(), freshName()));
            assertTrue(NameMemory.shared().names() <= NameMemory.MAX_NAMES);
        }
    }

    /** Such as the merge of two that were taken. */
    @Test
    void aStoredTextIsReadHoweverItsNamesCollide() {
        assertRead(colliding(TOO_MANY_AT_ONCE));
    }

    @Test
    void aLargeBodyWhoseNamesCollideIsNotReadToItsEnd() {
        byte[] body = JsonWriter.writeBytes(object(colliding(TOO_MANY_AT_ONCE)));

        try (JsonCursor cursor = JsonCursor.overBody(body)) {
            cursor.next();

            assertEquals(
                    ErrorCode.MALFORMED,
                    assertThrows(JsonException.class, () -> cursor.leaveTo(0)).code());
        }
    }

    @Test
    void whateverTheParserFailsWithIsTheTexts() throws IOException {
        JsonParser failing = new JsonParserDelegate(new JsonFactory().createParser("{}")) {
            @Override
            public JsonToken nextToken() {
                throw new ArrayIndexOutOfBoundsException();
            }
        };

        try (JsonCursor cursor = new JsonCursor(failing)) {
            assertEquals(
                    ErrorCode.MALFORMED,
                    assertThrows(JsonException.class, cursor::next).code());
        }
    }

    private void assertRead(List<String> names) {
        Map<String, Object> object = object(names);
        assertEquals(object, JsonReader.stored().read(JsonWriter.writeBytes(object)));
    }

    private static Map<String, Object> object(List<String> names) {
        Map<String, Object> object = new LinkedHashMap<>();
        names.forEach(name -> object.put(name, 0L));
        return object;
    }

    private String freshName() {
        return "field" + random.nextInt(Integer.MAX_VALUE);
    }

    /** Names of eight characters, two halves of four bytes, which have one hash in the parser whatever its seed is. */
    private static List<String> colliding(int count) {
        List<String> names = new ArrayList<>();
        for (int first = 0x21212121; names.size() < count; first++) {
            int hash = first + (first >>> 15);
            hash ^= hash >>> 9;
            // What is added to the first half's hash is 33 times the second half.
            int second = (0x55555555 - hash) * INVERSE_OF_33;
            if (isPlain(first) && isPlain(second)) {
                names.add(text(first) + text(second));
            }
        }
        return names;
    }

    private static final int INVERSE_OF_33 = 0x3E0F83E1;

    private static boolean isPlain(int four) {
        return text(four).chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '\\');
    }

    private static String text(int four) {
        return new String(
                new byte[] {(byte) (four >>> 24), (byte) (four >>> 16), (byte) (four >>> 8), (byte) four}, UTF_8);
    }
}
