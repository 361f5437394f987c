package dev.syncline.acks;

import dev.syncline.store.LedgerClaim;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A change whose outcome is awaited.
 *
 * @param fingerprint the content meant, as a second change can come with the same id; null for whichever of the
 *     caller's came first
 */
public record Awaited(UUID changeId, UUID fingerprint) {

    public static Awaited any(UUID changeId) {
        return new Awaited(changeId, null);
    }

    /** The one of these claims on the id that is meant; they are in the order they came. */
    Optional<LedgerClaim> among(List<LedgerClaim> claims) {
        return claims.stream()
                .filter(claim -> fingerprint == null || fingerprint.equals(claim.fingerprint()))
                .findFirst();
    }
}
