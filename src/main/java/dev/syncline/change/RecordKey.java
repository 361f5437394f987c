package dev.syncline.change;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Names one synced thing. */
public record RecordKey(String tenant, String entity, String entityId) {

    /**
     * What its rows are found by: a name-based UUID of version 8 (RFC 9562, 5.8), the first 128 bits of the SHA-256 of
     * {@link #composite}. The database has the same as a function, {@code record_id}.
     */
    public UUID id() {
        ByteBuffer hash = ByteBuffer.wrap(Sha256.digest().digest(composite()));
        long high = hash.getLong() & ~0xF000L | 0x8000L;
        long low = hash.getLong() & ~0xC000_0000_0000_0000L | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** The key of messages about it, so that they stay in order. */
    public byte[] composite() {
        return CompositeKey.of(tenant, entity, entityId);
    }
}
