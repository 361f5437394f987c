package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Json;
import dev.syncline.change.MergePatch;
import dev.syncline.change.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Plays steps of several devices against a server and checks after each what must hold. What a device writes is new, so
 * that it can be found again; but some words and elements of lists are of a few that all share, so that several do the same.
 */
final class History {

    /** What can happen; a step that makes no sense at its time does nothing. */
    enum Kind {
        EDIT,
        PUSH,
        PROCESS,
        ACKS,
        PULL,
        RESEND,
        BLIND,
        SWEEP_REVISIONS,
        SWEEP_TOMBSTONE
    }

    record Step(Kind kind, int client, int record, int choice) {}

    private record Sent(String client, ModelClient.Made made, long clampedMillis) {}

    private record Heard(ModelServer.Entry entry, Set<UUID> processedThen) {}

    private record Place(String entity, String entityId) {}

    /** What one change did to fields whose fate can be told from who saw what. */
    private record Writes(Map<String, Object> fields, Set<Object> added, Set<Object> removed, long count, long high) {}

    private static final List<Place> PLACES = List.of(
            new Place("note", "n-1"), new Place("note", "n-2"), new Place("user", "u-1"), new Place("task", "t-1"));
    private static final Map<String, FieldType> FIELDS = Map.of(
            "tags", FieldType.SET,
            "count", FieldType.COUNTER,
            "high", FieldType.MAX,
            "body", FieldType.TEXT,
            "steps", FieldType.LIST);
    private static final Map<String, EntityRules> RULES = Map.of(
            "note", new EntityRules("note", Strategy.THREE_WAY_MERGE, FIELDS),
            "user", new EntityRules("user", Strategy.LAST_WRITE_WINS, Map.of()),
            "task", new EntityRules("task", Strategy.parse("custom:overlay"), Map.of()));
    private static final List<String> PLAIN_FIELDS = List.of("a", "b", "o.x", "o.y");
    private static final long MAX_SKEW = 1_000;
    private static final Pattern TOKEN = Pattern.compile("[sw]\\d+");
    private static final int SHARED = 5;

    private final ModelServer server;
    private final List<ModelClient> clients =
            List.of(new ModelClient("laptop", 0), new ModelClient("phone", -400), new ModelClient("tablet", 5_000));
    private final Deque<Sent> outbox = new ArrayDeque<>();
    private final Map<String, Deque<Heard>> acks = new HashMap<>();
    private final Map<UUID, ModelServer.Entry> answers = new HashMap<>();
    private final Map<Place, Map<UUID, Set<UUID>>> processed = new HashMap<>();
    private final Map<UUID, Writes> writes = new HashMap<>();
    private final Map<UUID, Map<String, Object>> before = new HashMap<>();
    private final Map<UUID, ChangeType> types = new HashMap<>();
    private final Map<Place, Long> highestVersion = new HashMap<>();

    // Where a base was not kept, what is stored stays: who saw what no longer tells a field's fate.
    private final Set<Place> blurred = new HashSet<>();
    private long now = 1_000_000;
    private int tokens;
    private int ids;

    private History(BiFunction<ConflictResolver, Map<String, EntityRules>, ModelServer> newServer) {
        server =
                newServer.apply(new ConflictResolver(Conflicts.NO_LIMIT, (name, conflict) -> overlay(conflict)), RULES);
    }

    static void play(List<Step> steps, BiFunction<ConflictResolver, Map<String, EntityRules>, ModelServer> newServer) {
        History history = new History(newServer);
        history.begin();
        steps.forEach(history::step);
        history.comeToRest();
    }

    static List<Step> random(long seed, int length) {
        Random random = new Random(seed);
        return Stream.generate(() -> new Step(
                        Kind.values()[random.nextInt(Kind.values().length - 2)],
                        random.nextInt(3),
                        random.nextInt(PLACES.size()),
                        random.nextInt(1_000)))
                .limit(length)
                .toList();
    }

    private static CustomResolver.Resolution overlay(CustomResolver.Conflict conflict) {
        if (conflict.mine() == null || conflict.theirs() == null) {
            return new CustomResolver.Resolution(conflict.mine() == null ? conflict.theirs() : conflict.mine());
        }
        Map<String, Object> united = new LinkedHashMap<>(conflict.theirs());
        united.putAll(conflict.mine());
        return CustomResolver.Resolution.of(united);
    }

    private void step(Step step) {
        now++;
        ModelClient client = clients.get(step.client());
        Place place = PLACES.get(step.record());
        switch (step.kind()) {
            case EDIT -> edit(client, place, new Random(step.choice()));
            case PUSH -> push(client, 1 + step.choice() % 4);
            case PROCESS -> process(1 + step.choice() % 6);
            case ACKS -> hear(client, 1 + step.choice() % 4);
            case PULL -> pull(client, place);
            case RESEND -> resend(client, step.choice());
            case BLIND -> blind(place, new Random(step.choice()));
            case SWEEP_REVISIONS -> server.sweepRevisions(place.entity(), place.entityId());
            case SWEEP_TOMBSTONE -> sweepTombstone(place);
        }
    }

    /** All devices hold the first records; the last ones are yet to be made, by several at once perhaps. */
    private void begin() {
        for (Place place : List.of(PLACES.get(0), PLACES.get(2))) {
            edit(clients.get(0), place, new Random(7));
            push(clients.get(0), 1);
            process(1);
            hear(clients.get(0), 1);
            clients.forEach(client -> pull(client, place));
        }
    }

    private void comeToRest() {
        clients.forEach(client -> push(client, Integer.MAX_VALUE));
        process(Integer.MAX_VALUE);
        clients.forEach(client -> hear(client, Integer.MAX_VALUE));
        for (ModelClient client : clients) {
            for (Place place : PLACES) {
                pull(client, place);
                ModelClient.Copy copy = copy(client, place);
                Stored stored = stored(place);
                assertTrue(copy.quiet(), () -> client.name + " has an answer to every change of " + place);
                assertEquals(
                        stored == null ? null : stored.state().liveData(),
                        copy.view(),
                        () -> client.name + " holds " + place + " as the server does");
                assertEquals(stored == null ? 0 : stored.version(), copy.version());
            }
        }
    }

    private void edit(ModelClient client, Place place, Random random) {
        ModelClient.Copy copy = copy(client, place);
        Map<String, Object> had = copy.view();
        boolean delete = had != null && random.nextInt(25) == 0;
        Map<String, Object> has = delete ? null : edited(had, random);
        if (Objects.equals(had, has)) {
            return;
        }
        boolean asPatch = had != null && has != null && random.nextBoolean();
        UUID id = newId();
        copy.edit(id, has, asPatch ? MergePatch.between(had, has).orElseThrow() : null, now + client.clockOffset);
        remember(id, client.unsent.getLast().change().type(), had, has);
    }

    private void push(ModelClient client, int count) {
        for (int sent = 0; sent < count && !client.unsent.isEmpty(); sent++) {
            ModelClient.Made made = client.unsent.removeFirst();
            client.sent.add(made);
            send(client.name, made);
        }
    }

    private void resend(ModelClient client, int choice) {
        if (!client.sent.isEmpty()) {
            send(client.name, client.sent.get(choice % client.sent.size()));
        }
    }

    private void send(String client, ModelClient.Made made) {
        outbox.add(new Sent(client, made, Math.min(made.change().timestamp(), now + MAX_SKEW)));
    }

    /** A producer that keeps no versions sets one field. */
    private void blind(Place place, Random random) {
        UUID id = newId();
        String field = random.nextBoolean() ? "a" : "b";
        Map<String, Object> patch = Map.of(field, newToken());
        Change change =
                new Change(id, ChangeType.UPDATE, place.entity(), place.entityId(), null, patch, null, now, null);
        remember(id, ChangeType.UPDATE, Map.of(), patch);
        send("sensor", new ModelClient.Made(change, null, null));
    }

    private void sweepTombstone(Place place) {
        Stored stored = stored(place);
        if (stored != null && stored.state().deleted()) {
            blurred.add(place);
        }
        server.sweepTombstone(place.entity(), place.entityId());
    }

    private void hear(ModelClient client, int count) {
        Deque<Heard> waiting = acks.getOrDefault(client.name, new ArrayDeque<>());
        for (int heard = 0; heard < count && !waiting.isEmpty(); heard++) {
            Heard next = waiting.removeFirst();
            Change change = next.entry().change();
            copy(client, new Place(change.entity(), change.entityId())).hear(next.entry(), next.processedThen());
        }
    }

    private void pull(ModelClient client, Place place) {
        ModelClient.Copy copy = copy(client, place);
        Stored stored = stored(place);
        if (stored == null) {
            copy.adopt(0, null, processed(place));
        } else {
            copy.take(stored.version(), stored.state().liveData(), processed(place));
        }
        copy.showWhatIsHeld();
    }

    private void process(int count) {
        for (int done = 0; done < count && !outbox.isEmpty(); done++) {
            process(outbox.removeFirst());
        }
    }

    private void process(Sent sent) {
        Change change = sent.made().change();
        Place place = new Place(change.entity(), change.entityId());
        Stored was = stored(place);
        ModelServer.Entry entry = server.take(sent.client(), change, sent.clampedMillis());
        Stored is = stored(place);
        checkVersions(place, was, is);
        if (answers.containsKey(change.id())) {
            assertEquals(answers.get(change.id()), entry, "a resend gets the first answer");
            assertEquals(was, is, "a resend changes nothing");
        } else {
            answers.put(change.id(), entry);
            checkFirstAnswer(sent.made(), place, was, is, entry);
        }
        acks.computeIfAbsent(sent.client(), client -> new ArrayDeque<>()).add(new Heard(entry, processed(place)));
    }

    private void checkFirstAnswer(ModelClient.Made made, Place place, Stored was, Stored is, ModelServer.Entry entry) {
        if (entry.outcome() == Outcome.REJECTED) {
            assertEquals(was, is, "a rejected change changes nothing, and its content is kept");
            return;
        }
        Change change = made.change();
        Set<UUID> seen = change.isBlind() ? processed(place) : made.seen();
        if (was != null && seen.containsAll(processed(place))) {
            assertNull(entry.conflict(), "who saw all that was written conflicts with nobody, nor with itself");
            assertEquals(Outcome.APPLIED, entry.outcome());
        }
        if (entry.outcome() == Outcome.APPLIED && !change.isBlind()) {
            assertEquals(made.view(), is == null ? null : is.state().liveData(), "applied is as sent");
        }
        if (entry.outcome().carriesData()) {
            assertEquals(is.state().liveData(), entry.data(), "the answer has what is stored");
        }
        assertEquals(is == null ? 0 : is.version(), entry.version());
        checkNothingDisappears(change, is, entry);
        processed.computeIfAbsent(place, key -> new LinkedHashMap<>()).put(change.id(), seen);
        if (entry.madeOn() == Base.Kind.LOST) {
            blurred.add(place);
        }
        if (place.entity().equals("note") && !blurred.contains(place)) {
            checkWhatNobodyOverwrote(place);
            checkSetsAndCounts(place);
        }
    }

    private void checkVersions(Place place, Stored was, Stored is) {
        long highest = highestVersion.getOrDefault(place, 0L);
        if (is == null) {
            assertNull(was, "a change removes no row");
            return;
        }
        if (is.equals(was)) {
            return;
        }
        assertTrue(is.version() > highest, () -> "versions only grow: " + highest + ", then " + is.version());
        assertTrue(was == null || !was.stamp().isAfter(is.stamp()), "the record's latest stamp never goes back");
        highestVersion.put(place, is.version());
    }

    /** What either side wrote since the base is in the result, or the conflict names it as lost. */
    private void checkNothingDisappears(Change change, Stored is, ModelServer.Entry entry) {
        Set<String> mine = tokens(change.data());
        mine.addAll(tokens(change.patch()));
        mine.removeAll(tokens(before.get(change.id())));
        Set<String> kept = is == null ? Set.of() : tokens(is.state().liveData());
        mine.removeAll(kept);
        Decision.Conflict conflict = entry.conflict();
        if (conflict == null) {
            assertEquals(Set.of(), mine, "what a fast-forward wrote is stored");
            return;
        }
        mine.removeAll(lost(conflict, Lost.Side.MINE));
        assertEquals(Set.of(), mine, "what this change wrote is stored or lost by name");
        Set<String> theirs = tokens(conflict.theirs().liveData());
        theirs.removeAll(tokens(conflict.base() == null ? null : conflict.base().data()));
        theirs.removeAll(kept);
        theirs.removeAll(lost(conflict, Lost.Side.THEIRS));
        assertEquals(Set.of(), theirs, "what others wrote is stored or lost by name");
        assertTrue(server.archive().contains(conflict.theirs()), "the other side is a revision");
    }

    private static Set<String> lost(Decision.Conflict conflict, Lost.Side side) {
        Set<String> lost = new HashSet<>();
        conflict.lost().stream()
                .filter(value -> value.side() == side)
                .forEach(value -> lost.addAll(tokens(value.value())));
        return lost;
    }

    /** A field whose last writer saw all its other writers holds what that one wrote. */
    private void checkWhatNobodyOverwrote(Place place) {
        Map<UUID, Set<UUID>> all = processed.get(place);
        for (String field : PLAIN_FIELDS) {
            List<UUID> writers = all.keySet().stream()
                    .filter(id -> writes.get(id).fields().containsKey(field))
                    .toList();
            List<UUID> last = writers.stream()
                    .filter(id ->
                            writers.stream().noneMatch(other -> all.get(other).contains(id)))
                    .toList();
            if (last.size() != 1 || types.get(last.get(0)) == ChangeType.DELETE) {
                continue;
            }
            Object expected = writes.get(last.get(0)).fields().get(field);
            // One that makes the record again does not remove what another kept alive meanwhile.
            if (types.get(last.get(0)) == ChangeType.CREATE && expected == Absent.ABSENT) {
                continue;
            }
            Map<String, Object> content = stored(place).state().liveData();
            assertNotNull(content, () -> "the edit of " + field + " keeps the record alive");
            assertEquals(expected, field(content, field), () -> field + " is as its last writer left it");
        }
    }

    private void checkSetsAndCounts(Place place) {
        Set<UUID> all = processed.get(place).keySet();
        boolean once =
                all.stream().filter(id -> types.get(id) == ChangeType.CREATE).count() == 1;
        if (!once || all.stream().anyMatch(id -> types.get(id) == ChangeType.DELETE)) {
            return;
        }
        Set<Object> expected = new HashSet<>();
        all.forEach(id -> expected.addAll(writes.get(id).added()));
        all.forEach(id -> expected.removeAll(writes.get(id).removed()));
        Map<String, Object> content = stored(place).state().data();
        assertEquals(expected, new HashSet<>(list(content, "tags")), "a set has the adds and removes of all");
        assertEquals(
                all.stream().mapToLong(id -> writes.get(id).count()).sum(),
                number(content, "count"),
                "a counter has the deltas of all");
        assertEquals(
                all.stream().mapToLong(id -> writes.get(id).high()).max().orElseThrow(),
                number(content, "high"),
                "a maximum is that of all");
    }

    private void remember(UUID id, ChangeType type, Map<String, Object> had, Map<String, Object> has) {
        Map<String, Object> old = had == null ? Map.of() : had;
        Map<String, Object> fresh = has == null ? Map.of() : has;
        Map<String, Object> fields = new TreeMap<>();
        for (String field : PLAIN_FIELDS) {
            // A blind patch has no old content: only what it names is written.
            if (type != ChangeType.UPDATE || !field(old, field).equals(field(fresh, field))) {
                fields.put(field, field(fresh, field));
            }
        }
        Set<Object> added = new LinkedHashSet<>(list(fresh, "tags"));
        Set<Object> removed = new LinkedHashSet<>(list(old, "tags"));
        list(old, "tags").forEach(added::remove);
        list(fresh, "tags").forEach(removed::remove);
        long count = number(fresh, "count") - number(old, "count");
        writes.put(id, new Writes(fields, added, removed, count, number(fresh, "high")));
        before.put(id, had);
        types.put(id, type);
    }

    private Map<String, Object> edited(Map<String, Object> view, Random random) {
        Map<String, Object> content = new LinkedHashMap<>(view == null ? Map.of("body", "one two three") : view);
        int edits = (view == null ? 3 : 1) + random.nextInt(3);
        for (int edit = 0; edit < edits; edit++) {
            switch (random.nextInt(14)) {
                case 0, 1 -> content.put("a", newToken());
                case 2 -> content.put("b", newToken());
                case 3 -> content.remove("b");
                case 4 -> changeNested(content, object -> object.put("x", newToken()));
                case 5 -> changeNested(content, object -> object.put("y", newToken()));
                case 6 -> changeNested(content, object -> object.remove("x"));
                case 7 -> change(content, "tags", tags -> tags.add(newToken()));
                case 8 ->
                    change(content, "tags", tags -> tags.isEmpty() ? null : tags.remove(random.nextInt(tags.size())));
                case 9 -> content.put("count", number(content, "count") + 1 + random.nextInt(5));
                case 10 -> content.put("high", number(content, "high") + 1 + random.nextInt(9));
                case 11 -> content.put("body", rewritten((String) content.get("body"), random));
                case 12 ->
                    change(content, "steps", steps -> {
                        steps.add(random.nextInt(steps.size() + 1), sharedOrNew(random));
                        return null;
                    });
                default ->
                    change(
                            content,
                            "steps",
                            steps -> steps.isEmpty() ? null : steps.remove(random.nextInt(steps.size())));
            }
        }
        return content;
    }

    private String rewritten(String body, Random random) {
        List<String> words = new ArrayList<>(List.of(body.split(" ")));
        switch (random.nextInt(5)) {
            case 0, 1 -> words.set(random.nextInt(words.size()), sharedOrNew(random));
            case 2, 3 -> words.add(random.nextInt(words.size() + 1), sharedOrNew(random));
            default -> words.remove(random.nextInt(words.size()));
        }
        return words.isEmpty() ? newToken() : String.join(" ", words);
    }

    private String sharedOrNew(Random random) {
        return random.nextInt(3) == 0 ? "s" + random.nextInt(SHARED) : newToken();
    }

    private static void changeNested(Map<String, Object> content, Function<Map<String, Object>, Object> change) {
        Map<String, Object> nested =
                new LinkedHashMap<>(content.containsKey("o") ? Json.object(content.get("o")) : Map.of());
        change.apply(nested);
        content.put("o", nested);
    }

    private static void change(Map<String, Object> content, String field, Function<List<Object>, Object> change) {
        List<Object> elements = new ArrayList<>(list(content, field));
        change.apply(elements);
        content.put(field, elements);
    }

    private static List<Object> list(Map<String, Object> content, String field) {
        return content.containsKey(field) ? Json.array(content.get(field)) : List.of();
    }

    private static long number(Map<String, Object> content, String field) {
        return content.containsKey(field) ? (Long) content.get(field) : 0;
    }

    /** The value at a dotted path, {@link Absent#ABSENT} where there is none. */
    private static Object field(Map<String, Object> content, String path) {
        Object value = content;
        for (String name : path.split("\\.")) {
            value = value instanceof Map ? Absent.get(Json.object(value), name) : Absent.ABSENT;
        }
        return value;
    }

    private static Set<String> tokens(Object value) {
        Set<String> tokens = new HashSet<>();
        Matcher matcher = TOKEN.matcher(String.valueOf(value));
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    private String newToken() {
        return "w" + tokens++;
    }

    private UUID newId() {
        return new UUID(0, ++ids);
    }

    private Set<UUID> processed(Place place) {
        return Set.copyOf(processed.getOrDefault(place, Map.of()).keySet());
    }

    private Stored stored(Place place) {
        return server.record(place.entity(), place.entityId());
    }

    private static ModelClient.Copy copy(ModelClient client, Place place) {
        return client.copy(place.entity(), place.entityId());
    }
}
