package dev.syncline.ingress;

import static dev.syncline.Gzip.gzip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyDecoderTest {

    private static final int LIMIT = 1_000_000;
    private static final byte[] TEXT = "{\"some\":\"text\"} ".repeat(1_000).getBytes(StandardCharsets.UTF_8);

    private final BodyDecoder decoder = new BodyDecoder(LIMIT);

    @Property(tries = 200)
    void whatWasCompressedComesBack(@ForAll byte[] body) throws IOException {
        assertArrayEquals(body, new BodyDecoder(LIMIT).decode(gzip(body), "gzip", bytes -> {}));
        assertArrayEquals(body, new BodyDecoder(LIMIT).decode(Zstd.compress(body), "zstd", bytes -> {}));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "identity", "Identity", " IDENTITY "})
    void anUncompressedBodyIsTakenAsItIs(String encoding) {
        assertArrayEquals(TEXT, decoder.decode(TEXT, encoding, bytes -> {}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "GZip", "x-gzip"})
    void encodingsAreNamedInAnyCase(String encoding) throws IOException {
        assertArrayEquals(TEXT, decoder.decode(gzip(TEXT), encoding, bytes -> {}));
        assertArrayEquals(TEXT, decoder.decode(Zstd.compress(TEXT), "ZSTD", bytes -> {}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "compress", "gzip, gzip", "gzip,identity", "gzip;q=1", "*"})
    void otherEncodingsAndListsAreRefused(String encoding) {
        assertRefused(ErrorCode.UNSUPPORTED_ENCODING, TEXT, encoding);
    }

    @ParameterizedTest
    @CsvSource({"1000000, true", "1000001, false"})
    void theLimitCountsDecompressedBytes(int size, boolean fits) throws IOException {
        byte[] body = new byte[size];
        for (String encoding : new String[] {"identity", "gzip", "zstd"}) {
            byte[] sent =
                    switch (encoding) {
                        case "gzip" -> gzip(body);
                        case "zstd" -> Zstd.compress(body);
                        default -> body;
                    };
            if (fits) {
                assertEquals(size, decoder.decode(sent, encoding, bytes -> {}).length);
            } else {
                assertRefused(ErrorCode.PAYLOAD_TOO_LARGE, sent, encoding);
            }
        }
    }

    @Test
    void aBombIsNotUnpacked() throws IOException {
        byte[] zeros = new byte[200_000_000];
        assertRefused(ErrorCode.PAYLOAD_TOO_LARGE, gzip(zeros), "gzip");
        assertRefused(ErrorCode.PAYLOAD_TOO_LARGE, Zstd.compress(zeros), "zstd");
    }

    @Test
    void aHugeZstdWindowIsRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStreamNoFinalizer stream = new ZstdOutputStreamNoFinalizer(out)) {
            stream.setLong(27);
            stream.write(TEXT);
        }
        assertRefused(ErrorCode.PAYLOAD_TOO_LARGE, out.toByteArray(), "zstd");
    }

    @Test
    void truncatedBodiesAreMalformed() throws IOException {
        byte[] gzip = gzip(TEXT);
        for (int length = 0; length < gzip.length; length++) {
            assertRefused(ErrorCode.MALFORMED, Arrays.copyOf(gzip, length), "gzip");
        }
        byte[] zstd = Zstd.compress(TEXT);
        for (int length = 1; length < zstd.length; length++) {
            assertRefused(ErrorCode.MALFORMED, Arrays.copyOf(zstd, length), "zstd");
        }
    }

    @Test
    void corruptBodiesAreMalformed() throws IOException {
        byte[] noise = new byte[1_000];
        new Random(1).nextBytes(noise);
        byte[] wrongChecksum = gzip(TEXT);
        wrongChecksum[wrongChecksum.length - 8] ^= 1;
        byte[] wrongLength = gzip(TEXT);
        wrongLength[wrongLength.length - 1] ^= 1;
        assertRefused(ErrorCode.MALFORMED, noise, "gzip");
        assertRefused(ErrorCode.MALFORMED, noise, "zstd");
        assertRefused(ErrorCode.MALFORMED, TEXT, "gzip");
        assertRefused(ErrorCode.MALFORMED, TEXT, "zstd");
        assertRefused(ErrorCode.MALFORMED, wrongChecksum, "gzip");
        assertRefused(ErrorCode.MALFORMED, wrongLength, "gzip");
    }

    @Test
    void concatenatedMembersAreOneBody() throws IOException {
        byte[] twice = join(TEXT, TEXT);
        assertArrayEquals(twice, decoder.decode(join(gzip(TEXT), gzip(TEXT)), "gzip", bytes -> {}));
        assertArrayEquals(twice, decoder.decode(join(Zstd.compress(TEXT), Zstd.compress(TEXT)), "zstd", bytes -> {}));
    }

    @Test
    void theSizeThatABodyDeclaresIsMadeRoomForAndTheTrueOneWhereItIsAnother() throws IOException {
        byte[] shortLast = join(gzip(TEXT), gzip(new byte[] {1}));
        assertEquals(List.of(TEXT.length), rooms(gzip(TEXT), "gzip"));
        assertEquals(List.of(TEXT.length), rooms(Zstd.compress(TEXT), "zstd"));
        assertEquals(List.of(1, TEXT.length + 1), rooms(shortLast, "gzip"));
        assertEquals(
                List.of(TEXT.length, 2 * TEXT.length), rooms(join(Zstd.compress(TEXT), Zstd.compress(TEXT)), "zstd"));
        assertEquals(List.of(TEXT.length), rooms(withoutDeclaredSize(TEXT), "zstd"));
    }

    @Test
    void whatABodyDeclaresBeyondTheLimitTakesNoRoom() throws IOException {
        byte[] boast = gzip(TEXT);
        Arrays.fill(boast, boast.length - 4, boast.length, (byte) -1);
        List<Integer> rooms = new ArrayList<>();
        assertThrows(ProblemException.class, () -> decoder.decode(boast, "gzip", rooms::add));
        assertEquals(List.of(), rooms);
    }

    private List<Integer> rooms(byte[] body, String encoding) {
        List<Integer> rooms = new ArrayList<>();
        byte[] decoded = decoder.decode(body, encoding, rooms::add);
        assertEquals(decoded.length, rooms.get(rooms.size() - 1));
        return rooms;
    }

    private static byte[] withoutDeclaredSize(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStreamNoFinalizer stream = new ZstdOutputStreamNoFinalizer(out)) {
            stream.write(content);
        }
        return out.toByteArray();
    }

    @Test
    void garbageAfterTheLastMemberIsMalformed() throws IOException {
        for (byte[] garbage : new byte[][] {{0}, {'x', 'y'}, new byte[64], {0x1f, (byte) 0x8b}}) {
            assertRefused(ErrorCode.MALFORMED, join(gzip(TEXT), garbage), "gzip");
            assertRefused(ErrorCode.MALFORMED, join(Zstd.compress(TEXT), garbage), "zstd");
        }
    }

    @Test
    void optionalGzipFieldsAreSkipped() throws IOException {
        byte[] plain = gzip(TEXT);
        byte[] header = {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9, 'n', 0, 'c', 0, 7, 7};
        byte[] full = join(header, Arrays.copyOfRange(plain, 10, plain.length));
        assertArrayEquals(TEXT, decoder.decode(full, "gzip", bytes -> {}));
    }

    private void assertRefused(ErrorCode code, byte[] body, String encoding) {
        assertEquals(
                code,
                assertThrows(ProblemException.class, () -> decoder.decode(body, encoding, bytes -> {}))
                        .code());
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
