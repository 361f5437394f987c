package dev.syncline.change;

import java.util.Map;
import java.util.UUID;

/**
 * What a client did to a record, as it was sent; never altered afterwards.
 *
 * @param id the idempotency key within the tenant
 * @param data the whole record (CREATE, UPDATE), or null
 * @param patch an RFC 7396 merge patch against the base (UPDATE), or null
 * @param localVersion the version the change was made on, 0 for none, null for a blind write
 * @param timestamp the client's clock, epoch milliseconds
 * @param after this client's previous unanswered change to the same record, or null
 */
public record Change(
        UUID id,
        ChangeType type,
        String entity,
        String entityId,
        Map<String, Object> data,
        Map<String, Object> patch,
        Long localVersion,
        long timestamp,
        UUID after) {

    /** Versions beyond what a JSON number holds exactly are refused, so one short of overflow never occurs. */
    public static final long MAX_VERSION = Json.MAX_INTEGER;

    /** What an ECMAScript Date can hold, so that every client can. */
    public static final long MAX_TIMESTAMP = 8_640_000_000_000_000L;

    /** True for a producer that keeps no versions: the change counts as made on whatever is stored. */
    public boolean isBlind() {
        return localVersion == null && after == null;
    }

    /** The record as this change leaves it, made on the given content (null where there is none). */
    public Map<String, Object> applyTo(Map<String, Object> content) {
        return switch (type) {
            case DELETE -> null;
            case CREATE -> data;
            case UPDATE -> patch == null ? data : MergePatch.apply(content == null ? Map.of() : content, patch);
        };
    }
}
