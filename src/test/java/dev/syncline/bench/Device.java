package dev.syncline.bench;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Json;
import dev.syncline.change.MergePatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** A device's own copies of records, by the design's rules for clients: what is unanswered is chained, and kept in view. */
final class Device {

    /** A version of a record as the device took it; no content where there is none, or it is deleted. */
    record Held(long version, Map<String, Object> content) {}

    private static final class Copy {
        private Held held = new Held(0, null);
        private Map<String, Object> view;
        private final Deque<Made> unanswered = new ArrayDeque<>();

        private void take(long version, Map<String, Object> content) {
            if (version > held.version()) {
                held = new Held(version, content);
            }
            showWhatIsHeld();
        }

        private void showWhatIsHeld() {
            if (unanswered.isEmpty()) {
                view = held.content();
            }
        }
    }

    private final Map<Place, Copy> copies = new TreeMap<>();
    private final Map<UUID, Map<String, Object>> answers = new HashMap<>();

    /** What the device shows; null where there is no record. */
    Map<String, Object> view(Place place) {
        return copy(place).view;
    }

    Held held(Place place) {
        return copy(place).held;
    }

    boolean isQuiet() {
        return copies.values().stream().allMatch(copy -> copy.unanswered.isEmpty());
    }

    /** @param content null to delete the record */
    Made edit(UUID id, Place place, Map<String, Object> content, boolean asPatch, long timestamp) {
        Copy copy = copy(place);
        ChangeType type =
                content == null ? ChangeType.DELETE : copy.view == null ? ChangeType.CREATE : ChangeType.UPDATE;
        Optional<Map<String, Object>> patch =
                asPatch && type == ChangeType.UPDATE ? MergePatch.between(copy.view, content) : Optional.empty();
        Change change = new Change(
                id,
                type,
                place.entity(),
                place.entityId(),
                patch.isPresent() ? null : content,
                patch.orElse(null),
                copy.held.version(),
                timestamp,
                copy.unanswered.isEmpty() ? null : copy.unanswered.getLast().id());
        Made made = new Made(change, copy.view, content);
        copy.unanswered.add(made);
        copy.view = content;
        return made;
    }

    /** Acks may come out of order; a record's are taken in the order of its changes. */
    void hear(Map<String, Object> ack) {
        answers.put(UUID.fromString((String) ack.get("changeId")), ack);
        Copy copy = copy(new Place((String) ack.get("entity"), (String) ack.get("entityId")));
        while (!copy.unanswered.isEmpty()
                && isFinal(answers.get(copy.unanswered.getFirst().id()))) {
            Made made = copy.unanswered.removeFirst();
            settle(copy, made, answers.remove(made.id()));
        }
    }

    /** Whatever brings a record, it is taken only if it is newer. */
    void take(Place place, long version, Map<String, Object> content) {
        copy(place).take(version, content);
    }

    private static boolean isFinal(Map<String, Object> ack) {
        return ack != null && !"DEAD_LETTERED".equals(ack.get("outcome"));
    }

    private static void settle(Copy copy, Made made, Map<String, Object> ack) {
        long version = (Long) ack.get("version");
        switch ((String) ack.get("outcome")) {
            case "APPLIED" -> copy.take(version, made.after());
            case "MERGED", "SUPERSEDED" -> copy.take(version, Json.object(ack.get("data")));
            default -> copy.showWhatIsHeld();
        }
    }

    private Copy copy(Place place) {
        return copies.computeIfAbsent(place, key -> new Copy());
    }
}
