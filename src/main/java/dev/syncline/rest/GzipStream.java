package dev.syncline.rest;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The content of gzip members (RFC 1952) and nothing else: the JDK's own stream takes garbage after them for an end. */
final class GzipStream extends InputStream {

    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int HAS_HEADER_CRC = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final ByteBuffer body;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();

    GzipStream(byte[] body) throws IOException {
        this.body = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        try {
            beginMember();
        } catch (IOException e) {
            inflater.end();
            throw e;
        }
    }

    @Override
    public int read() {
        throw new UnsupportedOperationException("read into an array");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (true) {
            int count = inflate(target, offset, length);
            if (count > 0) {
                checksum.update(target, offset, count);
                return count;
            }
            if (!inflater.finished()) {
                throw new EOFException("truncated, or asks for a dictionary");
            }
            endMember();
            if (!body.hasRemaining()) {
                return -1;
            }
            beginMember();
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            return inflater.finished() ? 0 : inflater.inflate(target, offset, length);
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
    }

    private void beginMember() throws IOException {
        require(HEADER);
        int start = body.position();
        boolean deflated = (body.getShort() & 0xFFFF) == 0x8B1F && body.get() == 8;
        int flags = body.get();
        body.position(start + HEADER);
        if (!deflated || (flags & RESERVED) != 0) {
            throw new IOException("no gzip member");
        }
        skipOptional(flags);
        inflater.reset();
        checksum.reset();
        inflater.setInput(body.array(), body.position(), body.remaining());
    }

    private void skipOptional(int flags) throws IOException {
        if ((flags & HAS_EXTRA) != 0) {
            require(2);
            skip(body.getShort() & 0xFFFF);
        }
        if ((flags & HAS_NAME) != 0) {
            skipText();
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText();
        }
        if ((flags & HAS_HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void endMember() throws IOException {
        body.position(body.limit() - inflater.getRemaining());
        require(TRAILER);
        if (body.getInt() != (int) checksum.getValue() || body.getInt() != (int) inflater.getBytesWritten()) {
            throw new IOException("checksum or length differ");
        }
    }

    private void skipText() throws IOException {
        do {
            require(1);
        } while (body.get() != 0);
    }

    private void skip(int count) throws IOException {
        require(count);
        body.position(body.position() + count);
    }

    private void require(int count) throws IOException {
        if (body.remaining() < count) {
            throw new EOFException("truncated");
        }
    }
}
