package dev.syncline.ingress;

import dev.syncline.change.Change;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Uuids;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What the changes of one push mean for each other: an id sent twice is one change or a reused id, and what builds on
 * a refused change, or on one that its sender may not make, is refused.
 */
final class Neighbours {

    private final Predicate<Change> allowed;
    private final Map<UUID, Change> valid = new HashMap<>();
    private final Set<UUID> forbidden = new HashSet<>();
    private final Set<UUID> refused = new HashSet<>();

    private Neighbours(Predicate<Change> allowed) {
        this.allowed = allowed;
    }

    /** @param allowed whether the sender may make a change */
    static List<PushItem> judge(List<PushItem> items, Predicate<Change> allowed) {
        Neighbours neighbours = new Neighbours(allowed);
        List<PushItem> unique = new ArrayList<>(items.size());
        items.forEach(item -> unique.add(neighbours.judgeId(item)));
        neighbours.refused.removeAll(neighbours.valid.keySet());
        neighbours.refused.addAll(neighbours.forbidden);
        return neighbours.refused.isEmpty() ? unique : neighbours.judgeChains(unique);
    }

    private PushItem judgeId(PushItem item) {
        if (item instanceof PushItem.Valid one) {
            return judgeId(one);
        }
        UUID id = item instanceof PushItem.Refused one ? Uuids.parse(one.id()) : null;
        if (id != null) {
            refused.add(id);
        }
        return item;
    }

    private PushItem judgeId(PushItem.Valid item) {
        Change change = item.change();
        Change first = valid.get(change.id());
        if (first != null) {
            return change.equals(first) ? new PushItem.Repeated(first, item.sentId()) : reused(item);
        }
        if (refused.contains(change.id())) { // for something that this one does not have, so they differ
            return reused(item);
        }
        valid.put(change.id(), change);
        if (!allowed.test(change)) {
            forbidden.add(change.id());
        }
        return item;
    }

    private List<PushItem> judgeChains(List<PushItem> items) {
        spreadRefusal();
        List<PushItem> judged = new ArrayList<>(items.size());
        for (PushItem item : items) {
            judged.add(
                    item instanceof PushItem.Sound sound
                                    && refused.contains(sound.change().id())
                            ? refusal(sound)
                            : item);
        }
        return judged;
    }

    // In whatever order the changes of a chain were sent.
    private void spreadRefusal() {
        Map<UUID, List<UUID>> followers = new HashMap<>();
        for (Change change : valid.values()) {
            if (change.after() != null) {
                followers
                        .computeIfAbsent(change.after(), key -> new ArrayList<>())
                        .add(change.id());
            }
        }
        Deque<UUID> open = new ArrayDeque<>(refused);
        while (!open.isEmpty()) {
            for (UUID follower : followers.getOrDefault(open.remove(), List.of())) {
                if (refused.add(follower)) {
                    open.add(follower);
                }
            }
        }
    }

    private PushItem refusal(PushItem.Sound item) {
        return forbidden.contains(item.change().id()) ? forbidden(item) : orphaned(item);
    }

    private static PushItem forbidden(PushItem.Sound item) {
        return new PushItem.Refused(item.sentId(), ErrorCode.FORBIDDEN, "the record may not be written");
    }

    private static PushItem reused(PushItem.Valid item) {
        return new PushItem.Refused(
                item.sentId(),
                ErrorCode.ID_REUSED,
                "the push has another change with this id; give every change an id of its own");
    }

    private static PushItem orphaned(PushItem.Sound item) {
        return new PushItem.Refused(
                item.sentId(),
                ErrorCode.PREDECESSOR_REJECTED,
                "the change it builds on, " + item.change().after() + ", is refused in the same push");
    }
}
