package dev.syncline.rest;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a client holds a version already (RFC 9110, 13.1.2): tags are compared weakly, as caches may weaken them, and
 * whatever the coding is that the client got it in.
 */
public final class IfNoneMatch {

    private static final String WEAK = "W/";

    private IfNoneMatch() {}

    /** @param tag the opaque tag with its quotes, as of an answer with no coding */
    public static boolean holds(HttpHeaders headers, String tag) {
        List<String> lines = headers.getRequestHeader(HttpHeaders.IF_NONE_MATCH);
        return lines != null
                && held(lines)
                        .anyMatch(held -> held.equals("*")
                                || ContentCoding.ofTag(held, tag).isPresent());
    }

    /** The coding in which the client holds the version, the plainest of several; empty where it names none. */
    static Optional<ContentCoding> coding(List<String> lines, String tag) {
        return held(lines)
                .flatMap(held -> ContentCoding.ofTag(held, tag).stream())
                .max(ContentCoding::compareTo);
    }

    private static Stream<String> held(List<String> lines) {
        return lines.stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .map(held -> held.startsWith(WEAK) ? held.substring(WEAK.length()) : held);
    }
}
