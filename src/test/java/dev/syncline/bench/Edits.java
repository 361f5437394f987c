package dev.syncline.bench;

import dev.syncline.change.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** What a simulated user does to a record; every value is new, so that it can be found again. */
final class Edits {

    /** An entity with a counter and a set, whose end can be told from all the edits: it is never deleted. */
    static final String TALLY = "tally";

    private static final int MAX_WORDS = 25;
    private static final int MAX_MEMBERS = 15;

    private final String client;
    private final Random random;
    private int tokens;

    Edits(String client, Random random) {
        this.client = client;
        this.random = random;
    }

    Map<String, Object> newTally() {
        Map<String, Object> tally = new LinkedHashMap<>();
        tally.put("count", 0L);
        tally.put("tags", new ArrayList<>());
        tally.put("note", newToken());
        return tally;
    }

    /** The record after an edit; null where it is deleted, the same where there is nothing to do. */
    Map<String, Object> edited(Place place, Map<String, Object> view) {
        if (place.entity().equals(TALLY)) {
            return view == null ? null : tally(view);
        }
        if (view != null && random.nextInt(30) == 0) {
            return null;
        }
        Map<String, Object> content = new LinkedHashMap<>(view == null ? Map.of() : view);
        switch (place.entity()) {
            case "message" -> message(content);
            case "channel" -> channel(content);
            default -> content.put(random.nextBoolean() ? "name" : "email", newToken());
        }
        return content;
    }

    private Map<String, Object> tally(Map<String, Object> view) {
        Map<String, Object> content = new LinkedHashMap<>(view);
        switch (random.nextInt(4)) {
            case 0, 1 -> content.put("count", (Long) view.get("count") + 1 + random.nextInt(5));
            case 2 -> members(content, "tags");
            default -> content.put("note", newToken());
        }
        return content;
    }

    private void message(Map<String, Object> content) {
        switch (random.nextInt(5)) {
            case 0 -> content.put("pinned", newToken());
            case 1 -> nested(content, object -> object.put(random.nextBoolean() ? "x" : "y", newToken()));
            case 2 -> content.remove("pinned");
            default -> content.put("text", rewritten((String) content.get("text")));
        }
        content.putIfAbsent("text", newToken());
    }

    private void channel(Map<String, Object> content) {
        if (random.nextInt(3) == 0) {
            content.put("topic", newToken());
        } else {
            members(content, "members");
        }
    }

    private void members(Map<String, Object> content, String field) {
        List<Object> members = new ArrayList<>(Json.array(content.getOrDefault(field, List.of())));
        if (members.size() > random.nextInt(MAX_MEMBERS)) {
            members.remove(random.nextInt(members.size()));
        } else {
            members.add(newToken());
        }
        content.put(field, members);
    }

    private static void nested(Map<String, Object> content, Consumer<Map<String, Object>> edit) {
        Map<String, Object> object =
                new LinkedHashMap<>(Json.object(content.getOrDefault("style", new LinkedHashMap<>())));
        edit.accept(object);
        content.put("style", object);
    }

    private String rewritten(String text) {
        List<String> words = new ArrayList<>(text == null ? List.of() : List.of(text.split("[ \n]")));
        if (words.size() >= MAX_WORDS) {
            words.remove(random.nextInt(words.size()));
        } else if (words.isEmpty() || random.nextBoolean()) {
            words.add(random.nextInt(words.size() + 1), newToken());
        } else {
            words.set(random.nextInt(words.size()), newToken());
        }
        StringBuilder rewritten = new StringBuilder();
        for (int word = 0; word < words.size(); word++) {
            rewritten.append(word == 0 ? "" : word % 4 == 0 ? "\n" : " ").append(words.get(word));
        }
        return rewritten.toString();
    }

    private String newToken() {
        return Tokens.of(client, tokens++);
    }
}
