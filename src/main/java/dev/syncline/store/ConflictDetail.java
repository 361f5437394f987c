package dev.syncline.store;

import dev.syncline.resolve.Lost;
import dev.syncline.resolve.State;
import java.util.List;
import java.util.Map;

/**
 * A conflict with all that is kept of it.
 *
 * @param base the ancestor, or null where there was none or it was not kept
 * @param mine the client's state; null where the change is a patch on a base that was not kept
 * @param patch the change's patch, or null
 */
public record ConflictDetail(
        ConflictSummary summary,
        State base,
        State mine,
        Map<String, Object> patch,
        State theirs,
        State result,
        List<Lost> lost) {}
