package dev.syncline.ingress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;

/** Decompresses a body, and never more of it than is allowed. */
public final class BodyDecoder {

    // 8 MiB, what RFC 9659 lets a sender of this content encoding expect.
    private static final int MAX_WINDOW_LOG = 23;
    private static final int CHUNK = 8 * 1024;
    private static final int USUAL_RATIO = 4;

    private final int maxSize;

    public BodyDecoder(long maxSize) {
        this.maxSize = Math.toIntExact(maxSize);
    }

    /** @param encoding the Content-Encoding header, or null; one of identity, gzip and zstd */
    public byte[] decode(byte[] body, String encoding) {
        return switch (encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> requireSize(body);
            case "gzip", "x-gzip" -> gunzip(body);
            case "zstd" -> unzstd(body);
            default ->
                throw new ProblemException(
                        ErrorCode.UNSUPPORTED_ENCODING, "The Content-Encoding must be one of gzip, zstd and identity.");
        };
    }

    private byte[] requireSize(byte[] body) {
        if (body.length > maxSize) {
            throw tooLarge();
        }
        return body;
    }

    private byte[] gunzip(byte[] body) {
        try (GzipStream stream = new GzipStream(body)) {
            return drain(stream, body.length);
        } catch (IOException e) {
            throw corrupt("gzip");
        }
    }

    private byte[] unzstd(byte[] body) {
        try (ZstdInputStreamNoFinalizer stream = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(body))) {
            stream.setLongMax(MAX_WINDOW_LOG);
            return drain(stream, body.length);
        } catch (ZstdIOException e) {
            throw e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge() ? windowTooLarge() : corrupt("zstd");
        } catch (IOException e) {
            throw corrupt("zstd");
        }
    }

    private byte[] drain(InputStream stream, int compressedSize) throws IOException {
        byte[] buffer = new byte[(int) Math.min(maxSize + 1L, Math.max(CHUNK, (long) compressedSize * USUAL_RATIO))];
        int size = 0;
        for (int read = 0; read >= 0; read = stream.read(buffer, size, buffer.length - size)) {
            size += read;
            if (size > maxSize) {
                throw tooLarge();
            }
            if (size == buffer.length) {
                buffer = Arrays.copyOf(buffer, (int) Math.min(maxSize + 1L, 2L * size));
            }
        }
        return Arrays.copyOf(buffer, size);
    }

    private ProblemException tooLarge() {
        return new ProblemException(
                ErrorCode.PAYLOAD_TOO_LARGE, "The decompressed body is larger than " + maxSize + " bytes.");
    }

    private static ProblemException windowTooLarge() {
        return new ProblemException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "The body's zstd window is larger than 8 MiB; compress without a long one.");
    }

    private static ProblemException corrupt(String encoding) {
        return new ProblemException(ErrorCode.MALFORMED, "The body is not whole and well-formed " + encoding + ".");
    }
}
