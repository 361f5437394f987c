package dev.syncline.bench;

import dev.syncline.change.Json;
import dev.syncline.change.MergePatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** All records of the tenant as the feed alone tells them, in whole or in deltas; says where the feed contradicts itself. */
final class Mirror {

    private final Map<Place, Device.Held> records = new TreeMap<>();
    private final List<Map<String, Object>> notPassed = new ArrayList<>();
    private final Consumer<String> surprises;
    private final boolean deltas;
    private final Map<Place, Long> neverShown = new TreeMap<>();
    private String cursor;
    private String snapshotEnd;
    private boolean atEnd;

    Mirror(boolean deltas, Consumer<String> surprises) {
        this.deltas = deltas;
        this.surprises = surprises;
    }

    String next(Random random) {
        int limit = random.nextBoolean() ? 1_000 : 1 + random.nextInt(8);
        return "/api/v1/feed?limit=" + limit + "&delta=" + deltas + (cursor == null ? "" : "&cursor=" + cursor);
    }

    /** Takes a page; true where there is no more. */
    boolean take(Map<String, Object> page, Consumer<Journal.Seen> seen) {
        for (Object each : Json.array(page.get("items"))) {
            takeItem(Json.object(each), seen);
        }
        String reached = (String) page.get("cursor");
        if (cursor != null && reached.compareTo(cursor) < 0) {
            surprises.accept("the feed's cursor went back from " + cursor + " to " + reached);
        }
        cursor = reached;
        atEnd = !(Boolean) page.get("more");
        if (atEnd && snapshotEnd == null) {
            snapshotEnd = cursor;
        }
        checkWhatIsPassed();
        return atEnd;
    }

    private void takeItem(Map<String, Object> item, Consumer<Journal.Seen> seen) {
        Place place = place(item);
        long version = (Long) item.get("version");
        Device.Held held = records.getOrDefault(place, new Device.Held(0, null));
        if (version <= held.version()) {
            surprises.accept("the feed has " + place + " at " + version + " after " + held.version());
        }
        if (item.containsKey("patch") && !item.get("baseVersion").equals(held.version())) {
            surprises.accept("the feed patches " + item.get("baseVersion") + " of " + place + ", held is " + held);
            return;
        }
        Map<String, Object> content = item.containsKey("patch")
                ? MergePatch.apply(held.content(), Json.object(item.get("patch")))
                : Json.object(item.get("data"));
        records.put(place, new Device.Held(version, content));
        seen.accept(new Journal.Seen(place, version, content, "the feed"));
    }

    /** Its outcome must be seen as soon as a pull that came to its end has passed its cursor. */
    void hear(Map<String, Object> ack) {
        if (ack.get("cursor") != null) {
            notPassed.add(ack);
            checkWhatIsPassed();
        }
    }

    private void checkWhatIsPassed() {
        if (!atEnd) {
            return;
        }
        for (Iterator<Map<String, Object>> acks = notPassed.iterator(); acks.hasNext(); ) {
            Map<String, Object> ack = acks.next();
            if (cursor.compareTo((String) ack.get("cursor")) >= 0) {
                acks.remove();
                Device.Held held = records.get(place(ack));
                if (held == null && snapshotEnd.compareTo((String) ack.get("cursor")) >= 0) {
                    // The first pull leaves out what was deleted before it.
                    neverShown.merge(place(ack), (Long) ack.get("version"), Math::max);
                } else if (held == null || held.version() < (Long) ack.get("version")) {
                    surprises.accept("the feed at " + cursor + " has " + held + " and passed " + ack);
                }
            }
        }
    }

    private static Place place(Map<String, Object> json) {
        return new Place((String) json.get("entity"), (String) json.get("entityId"));
    }

    /** What its first pull passed and did not show, by the highest version that was acknowledged; it must have been deleted. */
    Map<Place, Long> neverShown() {
        return Collections.unmodifiableMap(neverShown);
    }

    Map<Place, Device.Held> records() {
        return Collections.unmodifiableMap(records);
    }
}
