package dev.syncline.acks;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Which awaited changes no message has told of yet, so that a request for many looks once and not once for each. */
final class Outstanding {

    private final Set<UUID> silent;
    private final Set<UUID> toldDuringLook = new HashSet<>();

    Outstanding(Collection<UUID> awaited) {
        this.silent = new HashSet<>(awaited);
    }

    /** Whether every awaited change has been told of now. */
    synchronized boolean told(UUID changeId) {
        toldDuringLook.add(changeId);
        return silent.remove(changeId) && silent.isEmpty();
    }

    /** What is told from here on, the look may have missed. */
    synchronized void lookBegins() {
        toldDuringLook.clear();
    }

    /** Whether all that the look missed has been told of meanwhile. */
    synchronized boolean lookMissed(Collection<UUID> missing) {
        silent.clear();
        silent.addAll(missing);
        silent.removeAll(toldDuringLook);
        return silent.isEmpty() && !missing.isEmpty();
    }
}
