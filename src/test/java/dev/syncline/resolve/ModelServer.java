package dev.syncline.resolve;

import dev.syncline.change.Change;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Fingerprint;
import dev.syncline.change.Origin;
import dev.syncline.change.Outcome;
import dev.syncline.change.Stamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The engine's planning and the store in the smallest form: records, revisions and the ledger in maps. */
class ModelServer {

    /** What became of a change. */
    record Entry(
            String client,
            Change change,
            UUID fingerprint,
            Outcome outcome,
            long version,
            long stampMillis,
            Map<String, Object> data,
            State clientState,
            Decision.Conflict conflict,
            Base.Kind madeOn,
            Refusal refusal) {}

    private final ConflictResolver resolver;
    private final Map<String, EntityRules> rules;
    private final Map<String, Stored> records = new HashMap<>();
    private final Map<String, TreeMap<Long, Base.Revision>> revisions = new HashMap<>();
    private final Map<UUID, Entry> ledger = new HashMap<>();
    private final List<State> archive = new ArrayList<>();
    private long versionFloor;

    ModelServer(ConflictResolver resolver, Map<String, EntityRules> rules) {
        this.resolver = resolver;
        this.rules = rules;
    }

    Stored record(Change change) {
        return records.get(key(change));
    }

    Stored record(String entity, String entityId) {
        return records.get(entity + "/" + entityId);
    }

    /** Every content that was ever stored, also where its revision was swept. */
    List<State> archive() {
        return archive;
    }

    Entry take(String client, Change change, long clampedMillis) {
        UUID fingerprint = Fingerprint.of(new Origin("acme", "sub", client), change);
        Entry answered = answered(change.id());
        if (answered != null) {
            return answered.fingerprint().equals(fingerprint)
                    ? answered
                    : unapplied(client, change, fingerprint, ErrorCode.ID_REUSED);
        }
        Entry predecessor = null;
        if (change.after() != null) {
            predecessor = ledger.get(change.after());
            if (predecessor == null) {
                throw new IllegalStateException("a history sends no change before its predecessor");
            }
            if (predecessor.outcome() == Outcome.REJECTED) {
                return settled(unapplied(client, change, fingerprint, ErrorCode.PREDECESSOR_REJECTED));
            }
        }
        Stored stored = record(change);
        Base base = base(change, predecessor, stored);
        Stamp stamp = ConflictResolver.stamp(change, clampedMillis, client, base);
        Decision decision = resolver.resolve(new ConflictResolver.Situation(
                change, stamp, stored, base, rules.get(change.entity()), versionFloor + 1));
        if (decision.refusal() != null) {
            return settled(
                    unapplied(client, change, fingerprint, decision.refusal().code()));
        }
        if (decision.written() != null) {
            write(change, decision.written());
        }
        Stored after = record(change);
        return settled(new Entry(
                client,
                change,
                fingerprint,
                decision.outcome(),
                decision.version(),
                stamp.millis(),
                decision.outcome().carriesData() ? after.state().liveData() : null,
                decision.conflict() == null ? null : decision.conflict().mine(),
                decision.conflict(),
                base.kind(),
                null));
    }

    Entry answered(UUID changeId) {
        return ledger.get(changeId);
    }

    Base base(Change change, Entry predecessor, Stored stored) {
        if (predecessor == null) {
            return Base.ofVersion(change, stored, true, version -> revision(change, version));
        }
        return Base.ofPredecessor(
                new Base.Predecessor(
                        predecessor.version(),
                        predecessor.outcome() == Outcome.APPLIED,
                        predecessor.clientState(),
                        predecessor.stampMillis()),
                stored,
                version -> revision(change, version));
    }

    private Optional<Base.Revision> revision(Change change, long version) {
        return Optional.ofNullable(
                revisions.getOrDefault(key(change), new TreeMap<>()).get(version));
    }

    /** Forgets the revisions of a record below its present version. */
    void sweepRevisions(String entity, String entityId) {
        Stored stored = record(entity, entityId);
        if (stored != null) {
            revisions.get(entity + "/" + entityId).headMap(stored.version()).clear();
        }
    }

    void sweepTombstone(String entity, String entityId) {
        Stored stored = record(entity, entityId);
        if (stored != null && stored.state().deleted()) {
            records.remove(entity + "/" + entityId);
            revisions.remove(entity + "/" + entityId);
            versionFloor = Math.max(versionFloor, stored.version());
        }
    }

    private void write(Change change, Stored stored) {
        records.put(key(change), stored);
        revisions
                .computeIfAbsent(key(change), key -> new TreeMap<>())
                .put(
                        stored.version(),
                        new Base.Revision(stored.state(), stored.stamp().millis()));
        archive.add(stored.state());
    }

    private Entry settled(Entry entry) {
        ledger.put(entry.change().id(), entry);
        return entry;
    }

    private Entry unapplied(String client, Change change, UUID fingerprint, ErrorCode code) {
        Stored stored = record(change);
        return new Entry(
                client,
                change,
                fingerprint,
                Outcome.REJECTED,
                stored == null ? 0 : stored.version(),
                0,
                null,
                null,
                null,
                null,
                new Refusal(code, "not applied"));
    }

    private static String key(Change change) {
        return change.entity() + "/" + change.entityId();
    }
}
