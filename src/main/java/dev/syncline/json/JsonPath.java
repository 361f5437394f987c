package dev.syncline.json;

import java.util.ArrayDeque;
import java.util.Deque;

/** A JSON pointer (RFC 6901) for people to read, found from the inside out and cut where it gets long. */
final class JsonPath {

    private static final int MAX_SEGMENTS = 8;
    private static final int MAX_SEGMENT_LENGTH = 60;

    private final Deque<String> segments = new ArrayDeque<>();

    // The outermost segments are the ones that help to find the place.
    void prepend(String segment) {
        segments.addFirst(Texts.shortened(segment, MAX_SEGMENT_LENGTH));
        if (segments.size() > MAX_SEGMENTS + 1) {
            segments.removeLast();
        }
    }

    /** As in {@code " at /text/0"}, or empty for the value itself. */
    String suffix() {
        if (segments.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(" at ");
        segments.stream().limit(MAX_SEGMENTS).forEach(segment -> text.append('/')
                .append(segment.replace("~", "~0").replace("/", "~1")));
        return segments.size() > MAX_SEGMENTS ? text.append("/...").toString() : text.toString();
    }
}
