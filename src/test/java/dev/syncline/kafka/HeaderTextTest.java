package dev.syncline.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeaderTextTest {

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(bytes("1"), "1"),
                arguments(bytes(""), ""),
                arguments(bytes("é😀"), "é😀"),
                arguments(bytes("a\0b"), "a\ufffdb"),
                arguments(new byte[] {'a', (byte) 0xff}, "a\ufffd"),
                // A surrogate, which UTF-8 does not have.
                arguments(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, "\ufffd"),
                arguments(bytes("x".repeat(1024)), "x".repeat(1024)),
                arguments(bytes("x".repeat(1025)), null),
                arguments(null, null));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aHeaderIsAStorableTextOrNone(byte[] value, String text) {
        Headers headers = new RecordHeaders().add("it", bytes("before")).add("it", value);

        assertEquals(text, HeaderText.of(headers, "it"));
        assertEquals(text == null, HeaderText.last(headers, "it") == null);
    }

    @Test
    void thereMayBeNone() {
        assertNull(HeaderText.of(new RecordHeaders(), "it"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
