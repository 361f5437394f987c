package dev.syncline.store;

import java.util.UUID;

/**
 * That a change with this id has an outcome, without what that is.
 *
 * @param claim 0 for the change that came first with its id
 * @param ackBytes about what its ack takes
 */
public record LedgerClaim(UUID changeId, int claim, UUID fingerprint, long ackBytes) {}
