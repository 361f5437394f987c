package dev.syncline.stream;

import dev.syncline.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The blocks that a stream is made of (WHATWG HTML, 9.2). */
final class Blocks {

    static final byte[] END = bytes("\n");

    private Blocks() {}

    /** An event that its id, or {@link #END}, is to follow. */
    static byte[] event(String name, Object data) {
        // The writer escapes line ends, so the data is one line.
        return bytes("event: " + name + "\ndata: " + JsonWriter.write(data) + "\n");
    }

    /** Ends an event's block. */
    static byte[] id(String id) {
        return bytes("id: " + id + "\n\n");
    }

    /** Has no data, so no event comes of it: it tells that the stream lives, and moves the client's place on. */
    static byte[] place(String id) {
        return bytes(":\nid: " + id + "\n\n");
    }

    /** How long a client waits before it connects again; an event is to follow. */
    static byte[] retry(Duration delay) {
        return bytes("retry: " + delay.toMillis() + "\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
