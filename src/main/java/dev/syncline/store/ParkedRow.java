package dev.syncline.store;

import dev.syncline.change.RecordKey;
import java.time.Instant;
import java.util.UUID;

/** A change that waits for its predecessor's final outcome. */
public record ParkedRow(
        RecordKey key, UUID changeId, UUID afterId, UUID fingerprint, Message message, Instant parkedAt) {

    public ChangeKey change() {
        return new ChangeKey(key.tenant(), changeId);
    }

    public ChangeKey predecessor() {
        return new ChangeKey(key.tenant(), afterId);
    }
}
