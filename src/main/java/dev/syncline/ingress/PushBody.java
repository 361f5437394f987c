package dev.syncline.ingress;

import dev.syncline.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The body of a push on its way in.
 *
 * @param declared how long it says it is, or null
 * @param encoding its Content-Encoding header
 */
record PushBody(InputStream stream, Long declared, String encoding) {

    private static final int USUAL = 64 * 1024;

    /**
     * All of it. What is only announced takes no memory yet.
     *
     * @param room is told how much is needed before it is used
     */
    byte[] read(LongConsumer room) throws IOException {
        int most = declared == null ? Integer.MAX_VALUE : (int) Math.min(declared, Integer.MAX_VALUE);
        byte[] body = {};
        int size = 0;
        do {
            int larger = (int) Math.min(most, Math.max(USUAL, 2L * size));
            makeRoom(room, larger);
            body = Arrays.copyOf(body, larger);
            size += stream.readNBytes(body, size, larger - size);
        } while (size == body.length && size < most);
        return size == body.length ? body : Arrays.copyOf(body, size);
    }

    private void makeRoom(LongConsumer room, int bytes) throws IOException {
        try {
            room.accept(bytes);
        } catch (ProblemException refusal) {
            // Who still sends would not see it.
            stream.transferTo(OutputStream.nullOutputStream());
            throw refusal;
        }
    }
}
