package dev.syncline.change;

import java.util.Comparator;

/** Names one synced thing; its order is the order in which rows are locked. */
public record RecordKey(String tenant, String entity, String entityId) implements Comparable<RecordKey> {

    private static final Comparator<RecordKey> ORDER = Comparator.comparing(RecordKey::tenant)
            .thenComparing(RecordKey::entity)
            .thenComparing(RecordKey::entityId);

    @Override
    public int compareTo(RecordKey other) {
        return ORDER.compare(this, other);
    }
}
