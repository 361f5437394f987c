package dev.syncline.store;

import dev.syncline.change.RecordKey;
import java.time.Instant;
import java.util.UUID;

/**
 * A change that waits for its predecessor's final outcome.
 *
 * @param message its content may have been left out
 * @param size bytes of that
 */
public record ParkedRow(
        RecordKey key, UUID changeId, UUID afterId, UUID fingerprint, Message message, int size, Instant parkedAt) {

    public ChangeKey change() {
        return new ChangeKey(key.tenant(), changeId);
    }

    public ChangeKey predecessor() {
        return new ChangeKey(key.tenant(), afterId);
    }

    public boolean isWhole() {
        return message.payload() != null;
    }

    ParkedRow with(Message whole) {
        return new ParkedRow(key, changeId, afterId, fingerprint, whole, size, parkedAt);
    }
}
