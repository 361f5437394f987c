package dev.syncline.store;

import java.util.List;

/**
 * A client's outcomes after a position, in order.
 *
 * @param next where the next read begins: the last entry, or with no more of them the horizon below which nothing can
 *     appear any more
 * @param more whether a limit left some out
 * @param pending whether an outcome is committed that an open writer still keeps from being shown
 */
public record AckPage(List<LedgerEntry> entries, Position next, boolean more, boolean pending) {}
