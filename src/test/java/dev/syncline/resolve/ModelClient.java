package dev.syncline.resolve;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A device as the design wants it: edits while offline, chains what is not answered, keeps its state until it is. */
final class ModelClient {

    /** A change with what its client knew and had. */
    record Made(Change change, Map<String, Object> view, Set<UUID> seen) {}

    /** A record on this device. */
    final class Copy {
        private final String entity;
        private final String entityId;
        private long version;
        private Map<String, Object> held;
        private Set<UUID> seen = new HashSet<>();
        private Map<String, Object> view;
        private Set<UUID> seenInView = new HashSet<>();
        private final Deque<Made> unanswered = new ArrayDeque<>();

        private Copy(String entity, String entityId) {
            this.entity = entity;
            this.entityId = entityId;
        }

        /** What the device shows, null where there is no record. */
        Map<String, Object> view() {
            return view;
        }

        long version() {
            return version;
        }

        boolean quiet() {
            return unanswered.isEmpty();
        }

        /** @param patch null to send the whole content, or a delete where that is null */
        void edit(UUID id, Map<String, Object> content, Map<String, Object> patch, long clock) {
            ChangeType type =
                    content == null ? ChangeType.DELETE : view == null ? ChangeType.CREATE : ChangeType.UPDATE;
            UUID after =
                    unanswered.isEmpty() ? null : unanswered.getLast().change().id();
            Change change = new Change(
                    id, type, entity, entityId, patch == null ? content : null, patch, version, clock, after);
            Set<UUID> known = new HashSet<>(seenInView);
            unanswered.forEach(made -> known.add(made.change().id()));
            Made made = new Made(change, content, known);
            unanswered.add(made);
            unsent.add(made);
            view = content;
        }

        void hear(ModelServer.Entry entry, Set<UUID> seenThen) {
            if (unanswered.isEmpty()
                    || !unanswered
                            .getFirst()
                            .change()
                            .id()
                            .equals(entry.change().id())) {
                return;
            }
            Made made = unanswered.removeFirst();
            if (entry.outcome() == Outcome.APPLIED && entry.version() == 0) {
                adopt(0, null, seenThen);
            } else if (entry.outcome() != Outcome.REJECTED) {
                take(entry.version(), entry.outcome() == Outcome.APPLIED ? made.view() : entry.data(), seenThen);
            }
            showWhatIsHeld();
        }

        /** Whatever brings a record, it is taken only if it is newer. */
        void take(long newVersion, Map<String, Object> content, Set<UUID> seenThen) {
            if (newVersion > version) {
                adopt(newVersion, content, seenThen);
            } else if (newVersion == version) {
                seen = new HashSet<>(seen);
                seen.addAll(seenThen);
            }
        }

        void adopt(long newVersion, Map<String, Object> content, Set<UUID> seenThen) {
            version = newVersion;
            held = content;
            seen = seenThen;
        }

        void showWhatIsHeld() {
            if (unanswered.isEmpty()) {
                view = held;
                seenInView = seen;
            }
        }
    }

    final String name;
    final long clockOffset;
    final Deque<Made> unsent = new ArrayDeque<>();
    final List<Made> sent = new ArrayList<>();
    private final Map<String, Copy> copies = new HashMap<>();

    ModelClient(String name, long clockOffset) {
        this.name = name;
        this.clockOffset = clockOffset;
    }

    Copy copy(String entity, String entityId) {
        return copies.computeIfAbsent(entity + "/" + entityId, key -> new Copy(entity, entityId));
    }
}
