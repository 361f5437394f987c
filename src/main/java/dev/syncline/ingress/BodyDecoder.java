package dev.syncline.ingress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import dev.syncline.rest.BodySize;
import dev.syncline.rest.ContentCoding;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntConsumer;

/** Decompresses a body, and never more of it than is allowed. */
public final class BodyDecoder {

    private static final int CHUNK = 8 * 1024;

    private final int maxSize;

    public BodyDecoder(long maxSize) {
        this.maxSize = Math.toIntExact(maxSize);
    }

    /**
     * @param encoding the Content-Encoding header, or null; one of identity, gzip and zstd
     * @param room is told the size of what comes out before that takes memory
     */
    public byte[] decode(byte[] body, String encoding, IntConsumer room) {
        ContentCoding coding = coding(encoding);
        if (coding == ContentCoding.IDENTITY) {
            BodySize.require(body, maxSize);
            room.accept(body.length);
            return body;
        }
        try {
            return unpacked(body, coding, room);
        } catch (ZstdIOException e) {
            throw e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge() ? windowTooLarge() : corrupt(coding);
        } catch (IOException e) {
            throw corrupt(coding);
        }
    }

    private static ContentCoding coding(String encoding) {
        return encoding == null || encoding.isBlank()
                ? ContentCoding.IDENTITY
                : ContentCoding.of(encoding.strip())
                        .orElseThrow(() -> new ProblemException(
                                ErrorCode.UNSUPPORTED_ENCODING,
                                "the Content-Encoding must be one of gzip, zstd and identity"));
    }

    private byte[] unpacked(byte[] body, ContentCoding coding, IntConsumer room) throws IOException {
        long declared = coding.declaredSize(body);
        if (declared > 0 && declared <= maxSize) {
            byte[] decoded = unpacked(body, coding, room, (int) declared);
            if (decoded != null) {
                return decoded;
            }
        }
        // Twice through it: cheaper than an array that grows, and nothing is kept of what turns out too large.
        int size;
        try (InputStream content = coding.decoded(body)) {
            size = count(content);
        }
        return unpacked(body, coding, room, size);
    }

    /** Null where it is of another size. */
    private static byte[] unpacked(byte[] body, ContentCoding coding, IntConsumer room, int size) throws IOException {
        room.accept(size);
        byte[] decoded = new byte[size];
        try (InputStream content = coding.decoded(body)) {
            boolean whole = content.readNBytes(decoded, 0, size) == size && content.readNBytes(new byte[1], 0, 1) == 0;
            return whole ? decoded : null;
        }
    }

    private int count(InputStream content) throws IOException {
        byte[] chunk = new byte[CHUNK];
        int size = 0;
        for (int read = 0; read >= 0; read = content.read(chunk, 0, CHUNK)) {
            size += read;
            if (size > maxSize) {
                throw BodySize.tooLarge(maxSize);
            }
        }
        return size;
    }

    private static ProblemException windowTooLarge() {
        return new ProblemException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "the body's zstd window is larger than 8 MiB; compress without a long one");
    }

    private static ProblemException corrupt(ContentCoding coding) {
        return new ProblemException(ErrorCode.MALFORMED, "the body is not whole and well-formed " + coding.token());
    }
}
