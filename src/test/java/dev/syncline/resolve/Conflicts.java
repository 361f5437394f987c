package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Stamp;
import dev.syncline.json.SingleQuoted;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongFunction;

/**
 * What the tables of resolution tests say in short texts, one row a change that meets a record.
 *
 * <p>The stored record has version 5 and the stamp 1,000; version 3 is the base that rows name, with the stamp 100; a
 * new record's version is 101.
 *
 * <ul>
 *   <li>change: {@code CREATE {..}}, {@code UPDATE {..}}, {@code PATCH {..}} (an UPDATE by merge patch), {@code DELETE}
 *   <li>made on: {@code nothing}, {@code v3}, {@code v5}, {@code v9} (above the stored one), {@code v3 of another epoch},
 *       {@code blind}, {@code after v3} and {@code after v5} (the version at which the predecessor was applied)
 *   <li>base: the content of version 3, as {@code {..}} or {@code deleted {..}}; empty where it is not kept
 *   <li>stored: {@code none}, {@code live {..}}, {@code deleted {..}}
 *   <li>clock: {@code later} or {@code earlier} than the stored record's stamp
 *   <li>record: {@code v6 live {..}} or {@code v6 deleted {..}} as written, {@code v5 stays}, {@code none}
 *   <li>lost: {@code mine a=1}, {@code theirs o.x=1}, {@code mine -a} for a removal, {@code theirs -record} for a delete
 * </ul>
 */
final class Conflicts {

    static final long STORED_VERSION = 5;
    static final long BASE_VERSION = 3;
    static final long NEW_RECORD_VERSION = 101;
    static final Stamp STORED_STAMP = new Stamp(1_000, "tablet", new UUID(0, 1));
    static final long BASE_MILLIS = 100;
    static final long LATER_MILLIS = 2_000;
    static final long EARLIER_MILLIS = 500;

    static final RecordCheck NO_LIMIT = (entity, data) -> Optional.empty();

    private static final UUID CHANGE_ID = new UUID(0, 2);
    private static final UUID PREDECESSOR_ID = new UUID(0, 3);

    private final EntityRules rules;
    private final ConflictResolver resolver;

    Conflicts(Strategy strategy, Map<String, FieldType> fields, RecordCheck check, CustomResolver custom) {
        rules = new EntityRules("note", strategy, fields);
        resolver = new ConflictResolver(check, (name, conflict) -> custom.resolve(conflict));
    }

    static Conflicts of(Strategy strategy) {
        return new Conflicts(strategy, Map.of(), NO_LIMIT, conflict -> {
            throw new IllegalStateException("no resolver in this table");
        });
    }

    static Conflicts merging(Map<String, FieldType> fields) {
        return new Conflicts(Strategy.THREE_WAY_MERGE, fields, NO_LIMIT, null);
    }

    Decision resolve(String change, String madeOn, String base, String stored, String clock) {
        return resolver.resolve(situation(change, madeOn, base, stored, clock));
    }

    /** Resolves a row and checks what it expects; an expectation that is null is not checked. */
    void check(
            String change,
            String madeOn,
            String base,
            String stored,
            String clock,
            String outcome,
            String record,
            String lost) {
        Decision decision = resolve(change, madeOn, base, stored, clock);
        assertAll(
                () -> assertEquals(outcome, outcome(decision), "outcome"),
                () -> assertRecord(record, stored, decision),
                () -> assertEquals(lost == null ? "" : lost, lost(decision), "lost"));
    }

    static String outcome(Decision decision) {
        return decision.refusal() == null
                ? decision.outcome().name()
                : decision.outcome() + " " + decision.refusal().code().code();
    }

    static String lost(Decision decision) {
        return decision.conflict() == null
                ? ""
                : String.join(
                        ", ",
                        decision.conflict().lost().stream()
                                .map(Conflicts::shown)
                                .toList());
    }

    private static void assertRecord(String expected, String before, Decision decision) {
        if (expected.endsWith("stays") || expected.equals("none")) {
            assertEquals(null, decision.written(), "nothing is written");
            assertEquals(expected.equals("none") ? 0 : version(expected), decision.version(), "version");
            return;
        }
        State state = state(expected.substring(expected.indexOf(' ') + 1));
        assertEquals(state, decision.written().state(), "record, before: " + before);
        assertEquals(version(expected), decision.written().version(), "written version");
        assertEquals(version(expected), decision.version(), "version");
    }

    private static long version(String record) {
        return Long.parseLong(record.substring(1, record.indexOf(' ')));
    }

    private static String shown(Lost lost) {
        String path = lost.path().isEmpty() ? "record" : String.join(".", lost.path());
        String side = lost.side().name().toLowerCase(Locale.ROOT);
        return lost.removed() ? side + " -" + path : side + " " + path + "=" + SingleQuoted.write(lost.value());
    }

    ConflictResolver.Situation situation(String change, String madeOn, String base, String stored, String clock) {
        Change sent = change(change, madeOn, clock);
        Stored record = stored.equals("none")
                ? null
                : new Stored(STORED_VERSION, state(stored), STORED_STAMP, FieldStamps.of(STORED_STAMP));
        Base found = base(sent, madeOn, base, record);
        Stamp stamp = ConflictResolver.stamp(sent, sent.timestamp(), "phone", found);
        return new ConflictResolver.Situation(sent, stamp, record, found, rules, NEW_RECORD_VERSION);
    }

    private static Base base(Change change, String madeOn, String base, Stored stored) {
        LongFunction<Optional<Base.Revision>> revisions = version -> base == null || version != BASE_VERSION
                ? Optional.empty()
                : Optional.of(new Base.Revision(state(base.startsWith("{") ? "live " + base : base), BASE_MILLIS));
        return change.after() == null
                ? Base.ofVersion(change, stored, !madeOn.endsWith("another epoch"), revisions)
                : Base.ofPredecessor(
                        new Base.Predecessor(
                                madeOn.equals("after v5") ? STORED_VERSION : BASE_VERSION, true, null, BASE_MILLIS),
                        stored,
                        revisions);
    }

    private static Change change(String text, String madeOn, String clock) {
        String[] words = text.split(" ", 2);
        boolean patch = words[0].equals("PATCH");
        Map<String, Object> content = words.length == 1 ? null : SingleQuoted.object(words[1]);
        boolean after = madeOn.startsWith("after");
        return new Change(
                CHANGE_ID,
                patch ? ChangeType.UPDATE : ChangeType.valueOf(words[0]),
                "note",
                "n-1",
                patch ? null : content,
                patch ? content : null,
                after || madeOn.equals("blind")
                        ? null
                        : madeOn.equals("nothing") ? 0L : (Long) (long) Character.digit(madeOn.charAt(1), 10),
                "earlier".equals(clock) ? EARLIER_MILLIS : LATER_MILLIS,
                after ? PREDECESSOR_ID : null);
    }

    static State state(String text) {
        String[] words = text.split(" ", 2);
        return new State(SingleQuoted.object(words[1]), words[0].equals("deleted"));
    }

    static List<String> fragments(Decision decision) {
        return decision.conflict().lost().stream()
                .flatMap(lost -> lost.fragments().stream())
                .toList();
    }
}
