package dev.syncline.rest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** A stream that refuses to be read beyond a number of bytes. */
final class BoundedStream extends FilterInputStream {

    private final Supplier<? extends RuntimeException> refusal;
    private long left;

    BoundedStream(InputStream stream, long maxBytes, Supplier<? extends RuntimeException> refusal) {
        super(stream);
        this.left = maxBytes;
        this.refusal = refusal;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int read) {
        left -= read;
        if (left < 0) {
            throw refusal.get();
        }
    }
}
