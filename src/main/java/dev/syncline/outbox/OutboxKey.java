package dev.syncline.outbox;

import dev.syncline.change.RecordKey;
import java.nio.charset.StandardCharsets;

/** The key of a change's message: one record's changes stay on one partition, in order. */
final class OutboxKey {

    private OutboxKey() {}

    /** Tenant, entity and entityId, each behind its length in bytes so that no two keys run together. */
    static byte[] of(RecordKey key) {
        return (prefixed(key.tenant()) + prefixed(key.entity()) + prefixed(key.entityId()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String prefixed(String part) {
        return part.getBytes(StandardCharsets.UTF_8).length + ":" + part;
    }
}
