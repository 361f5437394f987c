package dev.syncline.deadletter;

import dev.syncline.change.Change;
import dev.syncline.json.JsonReader;
import dev.syncline.store.DeadLetterFilter;
import dev.syncline.store.DeadLetterRow;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which dead letters to redrive, and how fast; null stands for any.
 *
 * @param rate a second
 * @param limit at most so many
 */
record BulkRequest(String cause, String entity, Instant from, Instant to, int rate, long limit) {

    static final int MAX_RATE = 10_000;

    private static final int USUAL_RATE = 100;
    static final int MAX_BYTES = 64 * 1024;

    private static final JsonReader READER = JsonReader.strict(1).upTo(MAX_BYTES);
    private static final Set<String> KNOWN = new TreeSet<>(Set.of("cause", "entity", "from", "to", "rate", "limit"));

    static BulkRequest read(byte[] body) {
        Members members = Members.read(body, READER, KNOWN);
        Long rate = members.number("rate", 1, MAX_RATE);
        Long limit = members.number("limit", 1, Integer.MAX_VALUE);
        return new BulkRequest(
                members.text("cause"),
                members.text("entity"),
                time(members.number("from", 0, Change.MAX_TIMESTAMP)),
                time(members.number("to", 0, Change.MAX_TIMESTAMP)),
                rate == null ? USUAL_RATE : rate.intValue(),
                limit == null ? Long.MAX_VALUE : limit);
    }

    private static Instant time(Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    /** What failed before now: a dead letter that fails again does not match again. */
    DeadLetterFilter filter(String tenant, Instant now) {
        Instant until = to == null || to.isAfter(now) ? now : to;
        return new DeadLetterFilter(tenant, cause, entity, DeadLetterRow.State.PENDING, from, until);
    }
}
