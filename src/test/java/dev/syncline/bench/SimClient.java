package dev.syncline.bench;

import dev.syncline.change.Json;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A device and its user: edits at any time, is offline at times, pushes, sends again what got no answer, and listens. */
final class SimClient {

    private static final int MAX_UNSENT = 60;
    private static final int MAX_PUSH = 40;
    private static final Duration BREATH = Duration.ofMillis(200);
    private static final Duration OFFLINE = Duration.ofMillis(1_500);

    /** The most that a user thinks between two steps; without it, the clients take the processors from what they test. */
    private static final Duration THOUGHT = Duration.ofMillis(Integer.getInteger("bench.thought-millis", 120));

    private final Journal journal;
    private final Device device = new Device();
    private final Mirror mirror;
    private final Deque<Made> unsent = new ArrayDeque<>();
    private final Random random;
    private final Edits edits;
    private final Wire wire;
    private final Supplier<List<URI>> services;
    private final List<Place> places;
    private final long clockOffset;
    private String position;
    private URI asked;
    private URI silent;

    /** @param services where the service answers at present */
    SimClient(String name, long seed, Wire wire, Supplier<List<URI>> services, List<Place> places) {
        this.journal = new Journal(name);
        this.random = new Random(seed);
        this.edits = new Edits(name, random);
        this.wire = wire;
        this.services = services;
        this.places = places;
        this.clockOffset = random.nextInt(4_000) - 2_000;
        this.mirror = new Mirror(random.nextBoolean(), journal.surprises::add);
    }

    /** To be read when the client is at rest. */
    Journal journal() {
        return journal;
    }

    /** Makes the tallies, before anybody else is there. */
    void found() {
        for (Place place : places) {
            if (place.entity().equals(Edits.TALLY)) {
                make(place, edits.newTally());
            }
        }
    }

    /** Makes a change of each of its places, to be handed over later. */
    void editEverything() {
        places.forEach(place -> make(place, edits.edited(place, device.view(place))));
    }

    /** Pushes all that it has, at once. */
    boolean handOver() {
        return push(unsent.size());
    }

    void live(BooleanSupplier on) {
        places.forEach(this::read);
        while (on.getAsBoolean()) {
            step();
            pause(THOUGHT);
        }
    }

    /** Hands over what is left and listens until every change has its outcome. */
    void comeToRest(BooleanSupplier stillTime) {
        while (!isAtRest() && stillTime.getAsBoolean()) {
            boolean moved = !unsent.isEmpty() && push(Math.min(unsent.size(), MAX_PUSH));
            if (!moved && !poll(1)) {
                breathe();
            }
        }
        if (!isAtRest()) {
            Set<UUID> unheard = new HashSet<>(journal.accepted);
            unheard.removeAll(journal.polled);
            journal.surprises.add("not at rest: " + unsent.size() + " unsent, " + unheard.size() + " unheard");
        }
    }

    private boolean isAtRest() {
        return unsent.isEmpty() && device.isQuiet() && journal.polled.containsAll(journal.accepted);
    }

    /** Takes every record as it is at the end. */
    void readAll(BooleanSupplier stillTime) {
        for (Place place : places) {
            while (!read(place) && stillTime.getAsBoolean()) {
                breathe();
            }
            journal.atLast.put(place, device.held(place));
        }
        journal.followed = null;
        while (journal.followed == null && stillTime.getAsBoolean()) {
            if (pull()) {
                journal.followed = mirror.records();
                journal.neverShown = mirror.neverShown();
            }
        }
        if (journal.followed == null) {
            journal.surprises.add("the feed was not read to its end");
        }
    }

    private void step() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> edit(1 + random.nextInt(4));
            case 8, 9, 10, 11, 12 -> push(1 + random.nextInt(MAX_PUSH));
            case 13, 15 -> poll(0);
            case 16 -> resend();
            case 17 -> query();
            case 14 -> pull();
            case 18 -> read(places.get(random.nextInt(places.size())));
            default -> beOffline();
        }
    }

    private void edit(int count) {
        for (int edit = 0; edit < count && unsent.size() < MAX_UNSENT; edit++) {
            Place place = places.get(random.nextInt(places.size()));
            Map<String, Object> content = edits.edited(place, device.view(place));
            if (!Objects.equals(content, device.view(place))) {
                make(place, content);
            }
        }
    }

    private void make(Place place, Map<String, Object> content) {
        UUID id = new UUID(random.nextLong() & ~0xF000L | 0x7000L, random.nextLong() >>> 2 | Long.MIN_VALUE);
        long timestamp = System.currentTimeMillis() + clockOffset;
        Made made = device.edit(id, place, content, random.nextBoolean(), timestamp);
        unsent.add(made);
        journal.made.add(made);
    }

    /** What is not promised stays, to be sent again as it is; returns whether something was. */
    private boolean push(int count) {
        List<Made> sent = unsent.stream().limit(count).toList();
        if (sent.isEmpty() || !push(sent)) {
            return false;
        }
        sent.forEach(made -> {
            unsent.removeFirst();
            journal.accepted.add(made.id());
        });
        return true;
    }

    private boolean push(List<Made> sent) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("clientId", journal.client);
        body.put("sentAt", System.currentTimeMillis() + clockOffset);
        body.put("changes", sent.stream().map(Made::json).toList());
        String prefer = random.nextInt(6) == 0 ? "wait=1" : null;
        Optional<Wire.Answer> answer = wire.post(anyService(), "/api/v1/changes", body, random.nextInt(4) == 0, prefer);
        note("push", answer);
        if (answer.isEmpty() || answer.get().status() / 100 != 2) {
            breathe();
            return false;
        }
        Map<String, Object> told = answer.get().body();
        if (!Json.array(told.get("rejected")).isEmpty()) {
            journal.surprises.add("changes were refused: " + told.get("rejected"));
        }
        hear(told, false);
        return true;
    }

    /** Sends again what was promised long since, or just now. */
    private void resend() {
        List<Made> known = journal.made.stream()
                .filter(made -> journal.accepted.contains(made.id()))
                .toList();
        if (!known.isEmpty()) {
            int from = random.nextInt(known.size());
            push(known.subList(from, Math.min(known.size(), from + 1 + random.nextInt(5))));
        }
    }

    private boolean poll(int waitSeconds) {
        String after = position == null ? "" : "&after=" + position;
        Optional<Wire.Answer> answer = wire.get(
                anyService(), "/api/v1/acks?clientId=" + journal.client + "&limit=500&wait=" + waitSeconds + after);
        note("acks", answer);
        if (answer.isEmpty() || answer.get().status() != 200) {
            return false;
        }
        hear(answer.get().body(), true);
        position = (String) answer.get().body().get("position");
        return true;
    }

    private void query() {
        List<String> asked = new ArrayList<>();
        List<UUID> accepted = List.copyOf(journal.accepted);
        for (int id = 0; id < 10 && !accepted.isEmpty(); id++) {
            asked.add(accepted.get(random.nextInt(accepted.size())).toString());
        }
        Optional<Wire.Answer> answer =
                wire.post(anyService(), "/api/v1/changes/query", Map.of("ids", asked), false, null);
        note("query", answer);
        answer.filter(told -> told.status() == 200).ifPresent(told -> hear(told.body(), false));
    }

    private void hear(Map<String, Object> told, boolean polled) {
        for (Object each : Json.array(told.getOrDefault("acks", List.of()))) {
            Map<String, Object> ack = Json.object(each);
            journal.acks.add(ack);
            if (polled) {
                journal.polled.add(UUID.fromString((String) ack.get("changeId")));
            }
            device.hear(ack);
            mirror.hear(ack);
        }
    }

    /** One page of the feed; true where that was its end. */
    private boolean pull() {
        Optional<Wire.Answer> answer = wire.get(anyService(), mirror.next(random));
        note("feed", answer);
        return answer.isPresent()
                && answer.get().status() == 200
                && mirror.take(answer.get().body(), this::takeFromFeed);
    }

    private void takeFromFeed(Journal.Seen record) {
        journal.seen.add(record);
        device.take(record.place(), record.version(), record.content());
    }

    private boolean read(Place place) {
        Optional<Wire.Answer> answer =
                wire.get(anyService(), "/api/v1/records/" + place.entity() + "/" + place.entityId());
        note("read", answer);
        if (answer.isPresent() && answer.get().status() == 200) {
            Map<String, Object> record = answer.get().body();
            long version = (Long) record.get("version");
            Map<String, Object> content = Json.object(record.get("data"));
            journal.seen.add(new Journal.Seen(place, version, content, "a read"));
            device.take(place, version, content);
        }
        return answer.isPresent()
                && (answer.get().status() == 200 || answer.get().status() == 404);
    }

    private void note(String call, Optional<Wire.Answer> answer) {
        journal.answered(call, answer.<Object>map(Wire.Answer::status).orElse("no answer"));
        answer.filter(told -> !isUsual(call, told.status()))
                .ifPresent(told -> journal.surprises.add(call + " was answered " + told));
        silent = answer.isEmpty() ? asked : silent;
        if (answer.isEmpty()) {
            breathe();
        }
    }

    /** What comes of a fault too. */
    private static boolean isUsual(String call, int status) {
        return status / 100 == 2 || status == 429 || status == 503 || status == 404 && call.equals("read");
    }

    /** Any instance, but rather not the one that gave no answer last. */
    private URI anyService() {
        List<URI> now = new ArrayList<>(services.get());
        if (now.size() > 1 && random.nextInt(8) > 0) {
            now.remove(silent);
        }
        asked = now.get(random.nextInt(now.size()));
        return asked;
    }

    private void beOffline() {
        pause(OFFLINE);
        edit(2);
    }

    private void pause(Duration atMost) {
        LockSupport.parkNanos((long) (random.nextDouble() * atMost.toNanos()));
    }

    private static void breathe() {
        LockSupport.parkNanos(BREATH.toNanos());
    }
}
