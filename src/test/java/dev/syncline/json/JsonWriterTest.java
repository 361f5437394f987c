package dev.syncline.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.syncline.change.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {

    private static final JsonReader STRICT = JsonReader.strict(64);

    @Property
    @Domain(JsonTrees.class)
    void whatIsWrittenReadsBackEqual(@ForAll Object tree) {
        assertEquals(tree, STRICT.read(JsonWriter.write(tree)));
        assertEquals(tree, STRICT.read(JsonWriter.writeBytes(tree)));
        assertEquals(tree, JsonReader.stored().read(JsonWriter.write(tree)));
        // RFC 8785 writes 2^53 and more without an exponent, which only stored text may.
        assertEquals(tree, JsonReader.stored().read(JsonWriter.canonical(tree)));
    }

    @Property
    @Domain(JsonTrees.class)
    void theCanonicalFormDoesNotDependOnKeyOrder(@ForAll Map<String, Object> object) {
        List<String> keys = new ArrayList<>(object.keySet());
        Collections.reverse(keys);
        Map<String, Object> reversed = new LinkedHashMap<>();
        keys.forEach(key -> reversed.put(key, object.get(key)));
        assertEquals(JsonWriter.canonical(object), JsonWriter.canonical(reversed));
    }

    /** RFC 8785, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2",
    })
    void writesCanonicalNumbersAsEcmaScriptDoes(String bits, String expected) {
        double number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertEquals(expected, JsonWriter.canonical(number));
        assertEquals(Json.number(number), JsonReader.stored().read(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "1e-7, 1e-7",
        "123e-20, 1.23e-18",
        "0.5, 0.5",
        "2e23, 2e+23",
        "9e-5, 0.00009",
        "2e-323, 2e-323",
        "9.5e-323, 9.4e-323",
        "100.25, 100.25"
    })
    void writesTheShortestDigits(double number, String expected) {
        assertEquals(expected, JsonWriter.canonical(number));
    }

    /** RFC 8785, 3.2.2 and 3.2.3. */
    @Test
    void writesTheCanonicalFormOfTheRfcsSamples() {
        String sample = """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }""";
        assertEquals(
                "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
                JsonWriter.canonical(STRICT.read(sample)));
    }

    @Test
    void sortsCanonicalKeysByUtf16() {
        String sample = """
                {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
                 "\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control",
                 "\\u00f6":"Latin Small Letter O With Diaeresis"}""";
        assertEquals(
                "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                        + "\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
                JsonWriter.canonical(STRICT.read(sample)));
    }

    @Test
    void writesCompactlyInKeyOrderOfTheMap() {
        String text = "{\"b\":[1,-2.5,null,true],\"a\":{\"\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001/é😀\"}}";
        assertEquals(text, JsonWriter.write(STRICT.read(text)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 10_000})
    void writesCharactersOfEveryLengthSideBySide(int times) {
        String text = "aé€😀\ud800z\udc00é".repeat(times);
        String escaped = "aé€😀\\ud800z\\udc00é".repeat(times);
        assertEquals("\"" + escaped + "\"", JsonWriter.write(text));
        assertArrayEquals(("\"" + escaped + "\"").getBytes(StandardCharsets.UTF_8), JsonWriter.writeBytes(text));
    }

    @Test
    void escapesALoneSurrogateSoThatTheTextStaysUtf8() {
        assertEquals("\"a\\ud800b\"", new String(JsonWriter.writeBytes("a\ud800b"), StandardCharsets.UTF_8));
        assertThrows(IllegalArgumentException.class, () -> JsonWriter.canonical("\ud800"));
    }

    @Test
    void refusesWhatJsonCannotSay() {
        assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(new Object()));
    }
}
