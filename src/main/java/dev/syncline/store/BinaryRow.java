package dev.syncline.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A row of PostgreSQL's binary {@code COPY} format, whose columns are read in their order. */
final class BinaryRow {

    private static final int NULL = -1;

    private final ByteBuffer row;

    private BinaryRow(ByteBuffer row) {
        this.row = row;
    }

    /** Null for what stands behind the last row. */
    static BinaryRow of(byte[] message, int begin) {
        ByteBuffer row = ByteBuffer.wrap(message, begin, message.length - begin);
        return row.getShort() < 0 ? null : new BinaryRow(row);
    }

    String text() {
        int length = row.getInt();
        String text = new String(row.array(), row.position(), length, StandardCharsets.UTF_8);
        row.position(row.position() + length);
        return text;
    }

    /** A text's bytes, or null. */
    byte[] utf8() {
        int length = row.getInt();
        if (length == NULL) {
            return null;
        }
        byte[] text = new byte[length];
        row.get(text);
        return text;
    }

    long number() {
        row.getInt();
        return row.getLong();
    }

    int integer() {
        row.getInt();
        return row.getInt();
    }

    boolean bool() {
        row.getInt();
        return row.get() != 0;
    }
}
