package dev.syncline.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonToken;
import dev.syncline.change.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    private static final JsonReader STRICT = JsonReader.strict(64);

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("null", null),
                Arguments.of(" true ", true),
                Arguments.of("0", 0L),
                Arguments.of("-0", 0L),
                Arguments.of("-0.0", 0L),
                Arguments.of("-0e-999999", 0L),
                Arguments.of("1.0", 1L),
                Arguments.of("1e0", 1L),
                Arguments.of("0.1e1", 1L),
                Arguments.of("0.5", 0.5),
                Arguments.of("9007199254740991", 9007199254740991L),
                Arguments.of("-9007199254740991", -9007199254740991L),
                Arguments.of("9007199254740992.0", 9007199254740992.0),
                Arguments.of("-9007199254740994.00", -9007199254740994.0),
                Arguments.of("1e16", 1e16),
                Arguments.of("1e21", 1e21),
                Arguments.of("1E+23", 1e23),
                Arguments.of("6.022e23", 6.022e23),
                Arguments.of("6.0220000000000003e+23", 6.022e23),
                Arguments.of("602200000000000027262976.0", 6.022e23),
                Arguments.of("9007199254740993.5", 9007199254740994.0),
                Arguments.of("1234567890123456789.1", 1234567890123456800.0),
                Arguments.of("5e-324", Double.MIN_VALUE),
                Arguments.of("1.7976931348623157e308", Double.MAX_VALUE),
                Arguments.of("\"\"", ""),
                Arguments.of("\"\\u00e4\\ud83d\\ude00\\n\"", "ä😀\n"),
                Arguments.of("\"😀\"", "😀"),
                Arguments.of("\"\\\\ud800\"", "\\ud800"),
                Arguments.of("{\"\\uD83D\\uDE00\":0}", Map.of("😀", 0L)),
                Arguments.of("[]", List.of()),
                Arguments.of("[1,null,[{}]]", Arrays.asList(1L, null, List.of(Map.of()))),
                Arguments.of("{\"a\":{\"b\":[false]}}", Map.of("a", Map.of("b", List.of(false)))));
    }

    @ParameterizedTest
    @MethodSource("values")
    void readsIntoTheNormalForm(String text, Object expected) {
        assertEquals(expected, STRICT.read(text));
        assertEquals(expected, JsonReader.stored().read(text));
    }

    @Test
    void keepsTheOrderOfKeys() {
        Map<?, ?> object = (Map<?, ?>) STRICT.read("{\"z\":1,\"a\":2,\"m\":3}");
        assertEquals(List.of("z", "a", "m"), new ArrayList<>(object.keySet()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DUPLICATE_KEY | {\"a\":1,\"a\":1}                   | at /a",
                "DUPLICATE_KEY | {\"a\":null,\"\\u0061\":null}       | at /a",
                "DUPLICATE_KEY | {\"x/y\":[0,{\"k\":1,\"k\":{}}]}    | at /x~1y/1/k",
                "INVALID_TEXT  | \"a\\u0000\"                        | U+0000",
                "INVALID_TEXT  | \"\\ud800\"                         | surrogate",
                "INVALID_TEXT  | \"\\udc00\\ud800\"                  | surrogate",
                "INVALID_TEXT  | \"\\ud83dx\"                        | surrogate",
                "INVALID_TEXT  | {\"a\":[\"\\udead\"]}               | at /a/0",
                "INVALID_TEXT  | {\"a\\udc00\":1}                   | surrogate",
                "INVALID_TEXT  | {\"\\ud800\":1}                    | surrogate",
                "INVALID_TEXT  | [\"\\ud83d\\ud83d\\ude00\"]        | at /0",
                "INVALID_TEXT  | {\"\\u0000\":1}                     | U+0000",
                "NUMBER_RANGE  | 9007199254740992                    | whole",
                "NUMBER_RANGE  | -9007199254740992                   | whole",
                "NUMBER_RANGE  | 99999999999999999999999999          | whole",
                "NUMBER_RANGE  | 9007199254740993.0                  | digits",
                "NUMBER_RANGE  | -9007199254740993.000               | digits",
                "NUMBER_RANGE  | 9007199254740993e0                  | digits",
                "NUMBER_RANGE  | 0.9007199254740993E+16              | digits",
                "NUMBER_RANGE  | 12345678901234567890.0              | digits",
                "NUMBER_RANGE  | {\"n\":[1.2345678901234567890e19]} | at /n/0",
                "NUMBER_RANGE  | 1e309                               | double",
                "NUMBER_RANGE  | -1e999999999999999999999            | double",
                "NUMBER_RANGE  | 1e-400                              | double",
                "NUMBER_RANGE  | 0.0000001e-999999999999999          | double",
                "NUMBER_RANGE  | {\"n\":1e400}                       | at /n",
            })
    void namesTheRuleThatAValueBreaksAndWhere(ErrorCode code, String text, String hint) {
        JsonException refused = assertThrows(JsonException.class, () -> STRICT.read(text));
        assertEquals(code, refused.code());
        assertTrue(refused.getMessage().contains(hint), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\"}",
                "{a:1}",
                "01",
                "1.",
                ".5",
                "+1",
                "NaN",
                "Infinity",
                "'a'",
                "tru",
                "1 2",
                "{} x",
                "[1]]",
                "\"\t\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"open",
                "// c\n1",
                "\u00a01",
                "nullx",
                "-",
                "1e",
                "[1 2]"
            })
    void refusesAWholeTextThatIsNotJson(String text) {
        assertEquals(
                ErrorCode.MALFORMED,
                assertThrows(JsonException.class, () -> STRICT.read(text)).code());
    }

    static Stream<byte[]> otherEncodings() {
        return Stream.of(
                "{\"a\":1}".getBytes(UTF_16),
                "{\"a\":1}".getBytes(UTF_16LE),
                "[1]".getBytes(java.nio.charset.Charset.forName("UTF-32")),
                "\"ä\"".getBytes(ISO_8859_1),
                quoted(0xC0, 0x80),
                quoted(0xC1, 0xBF),
                quoted(0xE0, 0x80, 0x80),
                quoted(0xED, 0xA0, 0x80),
                quoted(0xF0, 0x80, 0x80, 0x80),
                quoted(0xF4, 0x90, 0x80, 0x80),
                quoted(0xF5, 0x80, 0x80, 0x80),
                quoted(0xE2, 0x82),
                quoted(0x80),
                quoted(0xFF));
    }

    @ParameterizedTest
    @MethodSource("otherEncodings")
    void refusesWhatIsNotUtf8(byte[] text) {
        assertEquals(
                ErrorCode.MALFORMED,
                assertThrows(JsonException.class, () -> STRICT.read(text)).code());
    }

    @Test
    void takesEveryLengthOfUtf8() {
        String text = "aé€😀\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\udbff\udfff";
        assertEquals(text, STRICT.read("\"" + text + "\""));
        assertEquals(-1, Utf8.firstInvalid(text.repeat(9).getBytes(UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({"64,true", "65,false"})
    void countsDepthFromTheValueAsOne(int depth, boolean fits) {
        String text = "[".repeat(depth) + "]".repeat(depth);
        if (fits) {
            assertInstanceOf(List.class, STRICT.read(text));
        } else {
            assertEquals(
                    ErrorCode.TOO_DEEP,
                    assertThrows(JsonException.class, () -> STRICT.read(text)).code());
        }
    }

    @Test
    void readsOnAfterAViolation() {
        String bomb = "[".repeat(50_000) + "{\"a\":\"\\u0000\"}" + "]".repeat(50_000);
        try (JsonCursor cursor = JsonCursor.over(("[" + bomb + ",{\"k\":1,\"k\":[[2]]},7]").getBytes(UTF_8))) {
            assertEquals(JsonToken.START_ARRAY, cursor.next());
            assertEquals(ErrorCode.TOO_DEEP, violation(STRICT.read(cursor)));
            assertEquals(ErrorCode.DUPLICATE_KEY, violation(STRICT.read(cursor)));
            assertEquals(new Reading.Value(7L), STRICT.read(cursor));
            assertEquals(JsonToken.END_ARRAY, cursor.next());
            cursor.requireEnd();
        }
    }

    @Test
    void aDepthBombEndsTheTextCheaply() {
        for (String open : List.of("[", "{\"a\":")) {
            byte[] bomb = open.repeat(4_000_000 / open.length()).getBytes(UTF_8);
            Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
                JsonException refused = assertThrows(JsonException.class, () -> STRICT.read(bomb));
                assertEquals(ErrorCode.TOO_DEEP, refused.code());
            });
        }
    }

    @Test
    void readsNumbersOfAnyLengthInLinearTime() {
        String digits = "1234567890".repeat(400_000);
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            assertEquals(0.1234567890123456789, STRICT.read("0." + digits));
            assertEquals(ErrorCode.NUMBER_RANGE, refusal(digits));
            assertEquals(ErrorCode.NUMBER_RANGE, refusal("1e" + digits));
            assertEquals(ErrorCode.NUMBER_RANGE, refusal("1e-" + digits));
            assertEquals(ErrorCode.NUMBER_RANGE, refusal("0." + "0".repeat(4_000_000) + "1"));
            assertEquals(0L, STRICT.read("0." + "0".repeat(4_000_000)));
            assertEquals(10L, STRICT.read("0." + "0".repeat(400_000) + "1e400002"));
            assertEquals(1e20, STRICT.read("100000000000000000000." + "0".repeat(400_000)));
            assertEquals(1e20, STRICT.read("0." + "0".repeat(400_000) + "1e400021"));
            assertEquals(ErrorCode.NUMBER_RANGE, refusal("9007199254740993." + "0".repeat(400_000)));
        });
    }

    @Test
    void takesKeysAndTextsOfAnyLength() {
        String key = "k".repeat(3_000_000);
        String text = "é".repeat(3_000_000);
        assertEquals(Map.of(key, text), STRICT.read("{\"" + key + "\":\"" + text + "\"}"));
    }

    @Test
    void takesManyKeys() {
        StringBuilder text = new StringBuilder("{\"\":0");
        for (int index = 0; index < 300_000; index++) {
            text.append(",\"key-").append(index).append("\":").append(index);
        }
        assertEquals(300_001, ((Map<?, ?>) STRICT.read(text.append('}').toString())).size());
    }

    @Test
    void givesUpATreeThatCannotFitItsLimit() {
        try (JsonCursor cursor = JsonCursor.over(("[[" + "[],".repeat(1_000) + "0],1]").getBytes(UTF_8))) {
            cursor.next();
            assertEquals(
                    ErrorCode.CHANGE_TOO_LARGE, violation(STRICT.upTo(1_000).read(cursor)));
            assertEquals(new Reading.Value(1L), STRICT.upTo(1_000).read(cursor));
        }
    }

    @ParameterizedTest
    @CsvSource({"1000000000000000000000,1e21", "9007199254740992,9007199254740992.0", "-100000000000000000000,-1e20"})
    void storedTextMayWriteDoublesAsWholeNumbers(String text, double expected) {
        assertEquals(expected, JsonReader.stored().read(text));
    }

    @Test
    void tellsWhereATokenIs() {
        try (JsonCursor cursor = JsonCursor.over("[ {\"ä\": 1} ,{}]".getBytes(UTF_8))) {
            cursor.next();
            cursor.next();
            assertEquals(2, cursor.tokenStart());
            cursor.skip();
            assertEquals(11, cursor.tokenEnd());
        }
    }

    private static ErrorCode refusal(String text) {
        return assertThrows(JsonException.class, () -> STRICT.read(text)).code();
    }

    private static ErrorCode violation(Reading reading) {
        return assertInstanceOf(Reading.Violation.class, reading).code();
    }

    private static byte[] quoted(int... bytes) {
        byte[] text = new byte[bytes.length + 2];
        text[0] = '"';
        for (int index = 0; index < bytes.length; index++) {
            text[index + 1] = (byte) bytes[index];
        }
        text[text.length - 1] = '"';
        return text;
    }
}
