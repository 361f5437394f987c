package dev.syncline.rest;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** The codings that an answer can have (RFC 9110, 8.4.1), those preferred first. */
enum ContentCoding {
    ZSTD {
        @Override
        byte[] encode(byte[] content) {
            return Zstd.compress(content);
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
    },
    IDENTITY {
        @Override
        byte[] encode(byte[] content) {
            return content;
        }
    };

    private final String token = name().toLowerCase(Locale.ROOT);

    abstract byte[] encode(byte[] content);

    /** As headers name it. */
    String token() {
        return token;
    }

    /** Empty where this service has none of that name. */
    static Optional<ContentCoding> of(String name) {
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
