package dev.syncline.rest;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** The codings that a body can have (RFC 9110, 8.4.1), those preferred for an answer first. */
public enum ContentCoding {
    ZSTD {
        @Override
        byte[] encode(byte[] content) {
            return Zstd.compress(content);
        }

        @Override
        public InputStream decoded(byte[] body) throws IOException {
            ZstdInputStreamNoFinalizer stream = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(body));
            stream.setLongMax(MAX_WINDOW_LOG);
            return stream;
        }

        @Override
        public long declaredSize(byte[] body) {
            // Negative where the first frame declares none, or is none.
            return Math.max(0, Zstd.getFrameContentSize(body));
        }
    },
    GZIP {
        @Override
        byte[] encode(byte[] content) {
            ByteArrayOutputStream encoded = new ByteArrayOutputStream(content.length / 4);
            try (GZIPOutputStream gzip = new GZIPOutputStream(encoded)) {
                gzip.write(content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return encoded.toByteArray();
        }

        @Override
        public InputStream decoded(byte[] body) throws IOException {
            return new GzipStream(body);
        }

        @Override
        public long declaredSize(byte[] body) {
            return body.length < Integer.BYTES
                    ? 0
                    : Integer.toUnsignedLong(ByteBuffer.wrap(body, body.length - Integer.BYTES, Integer.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getInt());
        }
    },
    IDENTITY {
        @Override
        byte[] encode(byte[] content) {
            return content;
        }

        @Override
        public InputStream decoded(byte[] body) {
            return new ByteArrayInputStream(body);
        }

        @Override
        public long declaredSize(byte[] body) {
            return body.length;
        }
    };

    // 8 MiB, what RFC 9659 lets a sender of this content encoding expect.
    private static final int MAX_WINDOW_LOG = 23;

    private final String token = name().toLowerCase(Locale.ROOT);

    abstract byte[] encode(byte[] content);

    /** The content of a body in this coding; it fails as it is read where the body is not whole and well-formed. */
    public abstract InputStream decoded(byte[] body) throws IOException;

    /**
     * How many bytes a body in this coding says that it decodes to, or 0. That may be untrue, and is too little where it is
     * of several parts: gzip's last member says it (RFC 1952, 2.3.1), zstd's first frame (RFC 8878, 3.1.1.1.4).
     */
    public abstract long declaredSize(byte[] body);

    /** As headers name it. */
    public String token() {
        return token;
    }

    /** Empty where this service has none of that name. */
    public static Optional<ContentCoding> of(String name) {
        String wanted = name.equalsIgnoreCase("x-gzip") ? GZIP.token : name;
        return Stream.of(values())
                .filter(coding -> coding.token.equalsIgnoreCase(wanted))
                .findFirst();
    }

    /**
     * The entity tag of an answer in this coding: a strong tag names the very bytes (RFC 9110, 8.8.3), so each coding has
     * its own.
     *
     * @param tag with its quotes
     */
    String tag(String tag) {
        return this == IDENTITY ? tag : tag.substring(0, tag.length() - 1) + "-" + token + "\"";
    }

    /** The coding that makes one tag of the other; empty where none does. */
    static Optional<ContentCoding> ofTag(String encoded, String tag) {
        return Stream.of(values())
                .filter(coding -> coding.tag(tag).equals(encoded))
                .findFirst();
    }
}
