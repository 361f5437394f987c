package dev.syncline.rest;

import dev.syncline.problem.CutOffBody;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** A body as it arrives, which refuses to be read beyond a number of bytes; one that ends too soon is the client's doing. */
final class BoundedStream extends FilterInputStream {

    private final Supplier<? extends RuntimeException> refusal;
    private long left;

    BoundedStream(InputStream stream, long maxBytes, Supplier<? extends RuntimeException> refusal) {
        super(stream);
        this.left = maxBytes;
        this.refusal = refusal;
    }

    @Override
    public int read() {
        int one = arriving(super::read);
        count(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int read = arriving(() -> super.read(into, offset, length));
        count(Math.max(0, read));
        return read;
    }

    private interface Reading {
        int read() throws IOException;
    }

    private static int arriving(Reading reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw new CutOffBody(e);
        }
    }

    private void count(int read) {
        left -= read;
        if (left < 0) {
            throw refusal.get();
        }
    }
}
