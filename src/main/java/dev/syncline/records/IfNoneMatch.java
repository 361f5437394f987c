package dev.syncline.records;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.List;

/** Whether a client holds a version already (RFC 9110, 13.1.2): tags are compared weakly, as caches may weaken them. */
final class IfNoneMatch {

    private static final String WEAK = "W/";

    private IfNoneMatch() {}

    /** @param tag the opaque tag with its quotes */
    static boolean holds(HttpHeaders headers, String tag) {
        List<String> lines = headers.getRequestHeader(HttpHeaders.IF_NONE_MATCH);
        return lines != null
                && lines.stream()
                        .flatMap(line -> Arrays.stream(line.split(",")))
                        .map(String::strip)
                        .map(held -> held.startsWith(WEAK) ? held.substring(WEAK.length()) : held)
                        .anyMatch(held -> held.equals(tag) || held.equals("*"));
    }
}
