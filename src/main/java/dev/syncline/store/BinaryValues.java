package dev.syncline.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/** Values one after the other as PostgreSQL's binary formats have them: each behind its length, null as length -1. */
final class BinaryValues {

    private static final long EPOCH_SECOND_OF_2000 = 946_684_800;

    private ByteBuffer buffer;

    BinaryValues(int expectedBytes) {
        buffer = ByteBuffer.allocate(expectedBytes);
    }

    void shortNumber(int value) {
        room(Short.BYTES).putShort((short) value);
    }

    /** Without a length. */
    void bare(int value) {
        room(Integer.BYTES).putInt(value);
    }

    /** Without a length. */
    void bare(byte[] value) {
        room(value.length).put(value);
    }

    void text(String value) {
        bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(byte[] value) {
        if (value == null) {
            bare(-1);
        } else {
            room(Integer.BYTES + value.length).putInt(value.length).put(value);
        }
    }

    void number(Long value) {
        if (value == null) {
            bare(-1);
        } else {
            room(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
        }
    }

    void integer(Integer value) {
        if (value == null) {
            bare(-1);
        } else {
            room(2 * Integer.BYTES).putInt(Integer.BYTES).putInt(value);
        }
    }

    void bool(Boolean value) {
        if (value == null) {
            bare(-1);
        } else {
            room(Integer.BYTES + 1).putInt(1).put((byte) (value ? 1 : 0));
        }
    }

    void uuid(UUID value) {
        if (value == null) {
            bare(-1);
        } else {
            room(Integer.BYTES + 2 * Long.BYTES)
                    .putInt(2 * Long.BYTES)
                    .putLong(value.getMostSignificantBits())
                    .putLong(value.getLeastSignificantBits());
        }
    }

    void instant(Instant value) {
        number(
                value == null
                        ? null
                        : (value.getEpochSecond() - EPOCH_SECOND_OF_2000) * 1_000_000 + value.getNano() / 1_000);
    }

    int size() {
        return buffer.position();
    }

    byte[] taken() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Hands on what there is, and begins anew. */
    byte[] drained() {
        byte[] taken = taken();
        buffer.clear();
        return taken;
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int capacity = Math.max(Math.addExact(buffer.position(), bytes), 2 * buffer.capacity());
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
        }
        return buffer;
    }
}
