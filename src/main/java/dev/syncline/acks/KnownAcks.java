package dev.syncline.acks;

import dev.syncline.store.LedgerEntry;
import java.util.List;
import java.util.UUID;

/**
 * The outcomes known of those asked for, as many as one answer holds.
 *
 * @param more the ids of those known that it does not hold
 */
public record KnownAcks(List<LedgerEntry> entries, List<UUID> more) {

    static final KnownAcks NONE = new KnownAcks(List.of(), List.of());
}
