package dev.syncline.bench;

import dev.syncline.bench.DatabaseState.Outcome;
import dev.syncline.bench.DatabaseState.Version;
import dev.syncline.change.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Proves the design's invariants 1 to 6 over what the clients wrote down and what the database holds, once all is quiet.
 * Nothing must have been swept, and nobody else must have written in the tenant.
 */
final class Checker {

    private static final String DEAD_LETTERED = "DEAD_LETTERED";
    private static final String REJECTED = "REJECTED";
    private static final Set<String> WRITING = Set.of("APPLIED", "MERGED");

    private final List<Journal> journals;
    private final DatabaseState database;
    private final Set<UUID> published;
    private final Map<UUID, Made> made = new HashMap<>();
    private final Map<UUID, Outcome> outcomes = new HashMap<>();
    private final Map<UUID, List<Version>> written = new HashMap<>();
    private final Map<Place, List<Version>> versions = new TreeMap<>();
    private final List<Violation> violations = new ArrayList<>();

    private Checker(List<Journal> journals, DatabaseState database, Set<UUID> published) {
        this.journals = journals;
        this.database = database;
        this.published = published;
        journals.forEach(journal -> journal.made.forEach(each -> made.put(each.id(), each)));
        database.ledger().stream().filter(row -> row.claim() == 0).forEach(row -> outcomes.put(row.changeId(), row));
        database.versions().forEach(version -> {
            written.computeIfAbsent(version.changeId(), id -> new ArrayList<>()).add(version);
            versions.computeIfAbsent(version.place(), place -> new ArrayList<>())
                    .add(version);
        });
        versions.values().forEach(list -> list.sort(Comparator.comparingLong(Version::version)));
    }

    /** @param published the changes of which the topic of acks has one */
    static List<Violation> check(List<Journal> journals, DatabaseState database, Set<UUID> published) {
        Checker checker = new Checker(journals, database, published);
        checker.everyPromiseIsKept();
        checker.everyEffectHappensOnce();
        checker.tallyHasEveryEdit();
        checker.acksMissNothing();
        checker.topicMissesNothing();
        checker.feedMissesNothing();
        checker.ordersAreKept();
        checker.allSeeTheSame();
        checker.nothingDisappears();
        journals.forEach(journal -> journal.surprises.forEach(
                surprise -> checker.violations.add(new Violation(0, journal.client + ": " + surprise))));
        return checker.violations;
    }

    private void demand(int invariant, boolean holds, String what, Object... about) {
        if (!holds) {
            violations.add(new Violation(invariant, String.format(what, about)));
        }
    }

    /** 1: every change answered with 202 reaches a final outcome, and none here deserves a rejection. */
    private void everyPromiseIsKept() {
        for (Journal journal : journals) {
            for (UUID id : journal.accepted) {
                Outcome outcome = outcomes.get(id);
                demand(1, outcome != null, "%s was accepted of %s and has no outcome", id, journal.client);
                demand(
                        1,
                        outcome == null || !outcome.outcome().equals(DEAD_LETTERED),
                        "%s of %s is a dead letter: %s",
                        id,
                        journal.client,
                        causes(id));
                demand(
                        1,
                        outcome == null || !outcome.outcome().equals(REJECTED),
                        "%s of %s was rejected: %s",
                        id,
                        journal.client,
                        outcome);
            }
        }
    }

    private List<String> causes(UUID id) {
        return database.deadLetters().stream()
                .filter(letter -> id.equals(letter.changeId()))
                .map(DatabaseState.SetAside::cause)
                .toList();
    }

    /** 2: a change's effect happens once, and its outcome is the same however often it is asked for. */
    private void everyEffectHappensOnce() {
        for (Outcome row : database.ledger()) {
            demand(2, made.containsKey(row.changeId()), "%s has an outcome and was never made", row.changeId());
            demand(2, row.claim() == 0, "%s counts as two different changes", row.changeId());
        }
        demand(2, outcomes.size() == database.ledger().size(), "a change has several outcomes");
        versions.forEach(this::everyVersionHasOneWriter);
        written.values().forEach(this::everyWriterWroteOnce);
        Set<UUID> inConflict = new HashSet<>();
        database.conflicts()
                .forEach(conflict ->
                        demand(2, inConflict.add(conflict.changeId()), "%s has two conflicts", conflict.changeId()));
        journals.forEach(journal -> journal.acks.stream()
                .collect(Collectors.groupingBy(Checker::changeId))
                .forEach(this::oneAnswer));
    }

    private void everyVersionHasOneWriter(Place place, List<Version> all) {
        for (int index = 0; index < all.size(); index++) {
            Version version = all.get(index);
            demand(
                    2,
                    version.version() == index + 1,
                    "%s has version %d as number %d",
                    place,
                    version.version(),
                    index + 1);
            demand(
                    2,
                    version.present() == (index == all.size() - 1),
                    "%s is at version %d, which is not its last",
                    place,
                    version.version());
        }
    }

    private void everyWriterWroteOnce(List<Version> ofOneChange) {
        Version version = ofOneChange.get(0);
        Outcome outcome = outcomes.get(version.changeId());
        demand(2, ofOneChange.size() == 1, "%s wrote %d versions", version.changeId(), ofOneChange.size());
        demand(
                2,
                outcome != null
                        && outcome.version() == version.version()
                        && outcome.place().equals(version.place())
                        && WRITING.contains(outcome.outcome()),
                "version %d of %s is written by %s, whose outcome is %s",
                version.version(),
                version.place(),
                version.changeId(),
                outcome);
    }

    private void oneAnswer(UUID id, List<Map<String, Object>> acks) {
        Set<Map<String, Object>> different = acks.stream()
                .filter(ack -> !DEAD_LETTERED.equals(ack.get("outcome")))
                .collect(Collectors.toSet());
        demand(2, different.size() <= 1, "%s was answered differently: %s", id, different);
        Outcome outcome = outcomes.get(id);
        for (Map<String, Object> ack : different) {
            demand(
                    2,
                    outcome != null
                            && outcome.outcome().equals(ack.get("outcome"))
                            && outcome.version() == (Long) ack.get("version"),
                    "%s was answered %s, and its outcome is %s",
                    id,
                    ack,
                    outcome);
        }
    }

    /** 2 and 6 where arithmetic shows it: both sides' deltas count, and a set has what was added and never removed. */
    private void tallyHasEveryEdit() {
        versions.forEach((place, all) -> {
            if (place.entity().equals(Edits.TALLY)) {
                Map<String, Object> content = all.get(all.size() - 1).content();
                List<Made> edits = made.values().stream()
                        .filter(each -> each.place().equals(place) && isEffective(each))
                        .toList();
                long sum = edits.stream()
                        .mapToLong(each -> count(each.after()) - count(each.before()))
                        .sum();
                demand(2, count(content) == sum, "%s counts %d, and its edits %d", place, count(content), sum);
                Set<String> tags = new HashSet<>();
                edits.forEach(each -> tags.addAll(tags(each.after())));
                edits.forEach(each -> {
                    Set<String> removed = tags(each.before());
                    removed.removeAll(tags(each.after()));
                    tags.removeAll(removed);
                });
                demand(6, tags(content).equals(tags), "%s has the tags %s, its edits %s", place, tags(content), tags);
            }
        });
    }

    private boolean isEffective(Made change) {
        Outcome outcome = outcomes.get(change.id());
        return outcome != null && !Set.of(REJECTED, DEAD_LETTERED).contains(outcome.outcome());
    }

    private static long count(Map<String, Object> tally) {
        return tally == null ? 0 : (Long) tally.get("count");
    }

    private static Set<String> tags(Map<String, Object> tally) {
        return Tokens.in(tally == null ? null : tally.get("tags"));
    }

    /** 3, for acks: who goes on from where the last page ended misses none, nor does who reads the topic. */
    private void acksMissNothing() {
        for (Journal journal : journals) {
            Set<UUID> missed = new HashSet<>(journal.accepted);
            missed.removeAll(journal.polled);
            missed.retainAll(outcomes.keySet());
            demand(3, missed.isEmpty(), "%s never read the acks of %s", journal.client, missed);
        }
    }

    private void topicMissesNothing() {
        Set<UUID> missed = new HashSet<>(outcomes.keySet());
        missed.removeAll(published);
        demand(3, missed.isEmpty(), "the topic of acks has none of %s", missed);
    }

    /** 3, for the feed: who goes on from cursor to cursor holds in the end what is stored, and nothing else. */
    private void feedMissesNothing() {
        for (Journal journal : journals) {
            if (journal.followed != null) {
                versions.forEach((place, all) -> {
                    Version last = all.get(all.size() - 1);
                    Device.Held held = journal.followed.get(place);
                    boolean neverSeenAlive = held == null && last.deleted();
                    boolean same = held != null
                            && held.version() == last.version()
                            && Objects.equals(held.content(), last.liveContent());
                    demand(
                            3,
                            same || neverSeenAlive,
                            "%s has %s as %s by the feed, the server %s",
                            journal.client,
                            place,
                            held,
                            last);
                });
                journal.neverShown.forEach((place, version) -> demand(
                        3,
                        versions.getOrDefault(place, List.of()).stream()
                                .anyMatch(each -> each.deleted() && each.version() >= version),
                        "the first pull of %s passed version %d of %s, which was not deleted, and did not show it",
                        journal.client,
                        version,
                        place));
                Set<Place> unknown = new HashSet<>(journal.followed.keySet());
                unknown.removeAll(versions.keySet());
                demand(3, unknown.isEmpty(), "%s has %s by the feed only", journal.client, unknown);
            }
        }
    }

    /** 4: one client's changes to one record take effect in the order it made them. */
    private void ordersAreKept() {
        for (Journal journal : journals) {
            Map<Place, List<Made>> byPlace = journal.made.stream().collect(Collectors.groupingBy(Made::place));
            byPlace.forEach((place, changes) -> {
                List<Outcome> inOrder = changes.stream()
                        .map(change -> outcomes.get(change.id()))
                        .filter(Objects::nonNull)
                        .filter(outcome -> !Set.of(REJECTED, DEAD_LETTERED).contains(outcome.outcome()))
                        .toList();
                for (int index = 1; index < inOrder.size(); index++) {
                    follows(journal.client, inOrder.get(index - 1), inOrder.get(index));
                }
            });
        }
    }

    private void follows(String client, Outcome first, Outcome second) {
        boolean wrote = written.containsKey(second.changeId());
        boolean ascends = wrote ? first.version() < second.version() : first.version() <= second.version();
        demand(
                4,
                ascends && !second.resolvedAt().isBefore(first.resolvedAt()),
                "%s of %s took effect before its predecessor %s",
                second,
                client,
                first);
    }

    /** 5: a version has one content wherever it is seen, and in the end everybody is at the last one. */
    private void allSeeTheSame() {
        Map<Place, Map<Long, Version>> byNumber = new HashMap<>();
        versions.forEach((place, all) -> byNumber.put(
                place, all.stream().collect(Collectors.toMap(Version::version, Function.identity(), (a, b) -> a))));
        for (Journal journal : journals) {
            List<Journal.Seen> seen = new ArrayList<>(journal.seen);
            journal.acks.forEach(ack -> seen.addAll(shown(ack)));
            for (Journal.Seen each : seen) {
                Version version = byNumber.getOrDefault(each.place(), Map.of()).get(each.version());
                demand(
                        5,
                        version != null && Objects.equals(version.liveContent(), each.content()),
                        "%s saw %s, which is %s",
                        journal.client,
                        each,
                        version);
            }
            journal.atLast.forEach((place, held) -> endsAtTheLast(journal.client, place, held));
        }
    }

    /** What an ack tells of the record. */
    private List<Journal.Seen> shown(Map<String, Object> ack) {
        Made change = made.get(changeId(ack));
        long version = (Long) ack.get("version");
        if (change == null || version == 0) {
            return List.of();
        }
        return switch ((String) ack.get("outcome")) {
            case "APPLIED" -> List.of(new Journal.Seen(change.place(), version, change.after(), "its own change"));
            case "MERGED", "SUPERSEDED" ->
                List.of(new Journal.Seen(change.place(), version, Json.object(ack.get("data")), "an ack"));
            default -> List.of();
        };
    }

    private void endsAtTheLast(String client, Place place, Device.Held held) {
        List<Version> all = versions.get(place);
        Version last = all == null ? null : all.get(all.size() - 1);
        boolean same = last == null
                ? held.version() == 0
                : held.version() == last.version() && Objects.equals(held.content(), last.liveContent());
        demand(5, same, "%s ends with %s as %s, the server with %s", client, place, held, last);
    }

    /** 6: every value that was submitted is found again. */
    private void nothingDisappears() {
        Map<Place, Set<String>> kept = new HashMap<>();
        database.versions().forEach(version -> keep(kept, version.place(), version.content()));
        database.conflicts().forEach(conflict -> keep(kept, conflict.place(), conflict.texts()));
        database.ledger().forEach(row -> keep(kept, row.place(), row.content()));
        database.deadLetters().forEach(letter -> keep(kept, letter.place(), letter.payload()));
        for (Journal journal : journals) {
            for (Made change : journal.made) {
                if (journal.accepted.contains(change.id())) {
                    Set<String> lost = change.newTokens();
                    lost.removeAll(kept.getOrDefault(change.place(), Set.of()));
                    demand(6, lost.isEmpty(), "%s of %s is nowhere: %s", lost, journal.client, change.change());
                }
            }
        }
    }

    private static void keep(Map<Place, Set<String>> kept, Place place, Object content) {
        kept.computeIfAbsent(place, key -> new HashSet<>()).addAll(Tokens.in(content));
    }

    private static UUID changeId(Map<String, Object> ack) {
        return UUID.fromString((String) ack.get("changeId"));
    }
}
