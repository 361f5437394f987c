package dev.syncline.resolve;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.ErrorCode;
import dev.syncline.change.Json;
import dev.syncline.change.MergePatch;
import dev.syncline.change.Stamp;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The seed's Conflict Resolver: a pure function from (stored, base, change) to a decision.
 *
 * <p>A fast-forward always applies. Otherwise the entity's strategy decides: last-write-wins, three-way merge or a
 * custom resolver.
 */
public final class ConflictResolver {

    /**
     * One change with all that its decision depends on.
     *
     * @param stored the record, or null where there is none
     * @param stamp the change's stamp, later than its base's
     * @param newRecordVersion the version of a record that this change makes
     */
    public record Situation(
            Change change, Stamp stamp, Stored stored, Base base, EntityRules rules, long newRecordVersion) {

        long nextVersion() {
            return stored == null ? newRecordVersion : stored.version() + 1;
        }
    }

    /** Runs a custom resolver by its name; what it throws is the caller's to isolate. */
    @FunctionalInterface
    public interface CustomResolvers {
        CustomResolver.Resolution resolve(String name, CustomResolver.Conflict conflict);
    }

    private final RecordCheck check;
    private final CustomResolvers customResolvers;

    public ConflictResolver(RecordCheck check, CustomResolvers customResolvers) {
        this.check = check;
        this.customResolvers = customResolvers;
    }

    /** The change's stamp: the client's clock, but at least 1 ms after its base's. */
    public static Stamp stamp(Change change, long clampedMillis, String clientId, Base base) {
        return new Stamp(Math.max(clampedMillis, base.stampMillis() + 1), clientId, change.id());
    }

    public Decision resolve(Situation situation) {
        if (situation.stored() == null) {
            return withoutRecord(situation);
        }
        boolean tombstone = situation.stored().state().deleted();
        ChangeType type = situation.change().type();
        if (tombstone && type == ChangeType.DELETE) {
            return Decision.nothingToDo(situation.stored());
        }
        if (situation.base().kind() == Base.Kind.CURRENT || tombstone && type == ChangeType.CREATE) {
            return fastForward(situation);
        }
        return conflict(situation);
    }

    private Decision withoutRecord(Situation situation) {
        Change change = situation.change();
        return switch (change.type()) {
            case DELETE -> Decision.nothingToDo(null);
            case CREATE -> fastForward(situation);
            case UPDATE -> {
                boolean knewARecord =
                        change.after() != null || change.localVersion() != null && change.localVersion() > 0;
                yield change.data() != null && knewARecord
                        ? fastForward(situation)
                        : Decision.rejected(null, new Refusal(ErrorCode.RECORD_NOT_FOUND, "there is no such record"));
            }
        };
    }

    private Decision fastForward(Situation situation) {
        Stored stored = situation.stored();
        Change change = situation.change();
        if (change.type() == ChangeType.DELETE) {
            return Decision.fastForward(written(situation, stored.state().asDeleted()));
        }
        Map<String, Object> data =
                change.applyTo(stored == null ? null : stored.state().data());
        return refusal(situation, data)
                .map(refusal -> Decision.rejected(stored, refusal))
                .orElseGet(() -> Decision.fastForward(written(situation, State.live(data))));
    }

    private Decision conflict(Situation situation) {
        Mine mine = Mine.of(situation);
        if (mine.isLive()) {
            Optional<Refusal> refusal = refusal(situation, mine.state().data());
            if (refusal.isPresent()) {
                return Decision.rejected(situation.stored(), refusal.get());
            }
        }
        return switch (situation.rules().strategy().kind()) {
            case LAST_WRITE_WINS -> lastWriteWins(situation, mine);
            case THREE_WAY_MERGE -> threeWayMerge(situation, mine);
            case CUSTOM -> custom(situation, mine);
        };
    }

    private Decision lastWriteWins(Situation situation, Mine mine) {
        Stored stored = situation.stored();
        State theirs = stored.state();
        if (!situation.stamp().isAfter(stored.stamp())) {
            return settled(situation, mine, theirs, mine.differencesFrom(theirs));
        }
        if (mine.state() == null) {
            RecordMerge.Result patched =
                    RecordMerge.patchOntoUnknownBase(situation.change().patch(), theirs.data(), situation.rules());
            return checked(situation, mine, patched.data(), withLostDelete(theirs, patched.lost()));
        }
        return settled(
                situation, mine, mine.taking(theirs), lostStates(mine.base(), theirs, mine.state(), Lost.Side.THEIRS));
    }

    private Decision threeWayMerge(Situation situation, Mine mine) {
        return situation.change().type() == ChangeType.DELETE
                ? deleteAgainstEdit(situation, mine)
                : editAgainstWrite(situation, mine);
    }

    /** The edit survives; but where the others' writes changed nothing, there is none to lose. */
    private Decision deleteAgainstEdit(Situation situation, Mine mine) {
        State theirs = situation.stored().state();
        State base = mine.base();
        if (base != null && !base.deleted() && base.data().equals(theirs.data())) {
            return settled(situation, mine, mine.taking(theirs), List.of());
        }
        return settled(situation, mine, theirs, List.of(Lost.removal(List.of(), Lost.Side.MINE)));
    }

    private Decision editAgainstWrite(Situation situation, Mine mine) {
        State theirs = situation.stored().state();
        RecordMerge.Result merged = merge(situation, mine);
        return checked(situation, mine, merged.data(), withLostDelete(theirs, merged.lost()));
    }

    private static List<Lost> withLostDelete(State theirs, List<Lost> lost) {
        return theirs.deleted() ? concat(lost, List.of(Lost.removal(List.of(), Lost.Side.THEIRS))) : lost;
    }

    private static RecordMerge.Result merge(Situation situation, Mine mine) {
        Stored stored = situation.stored();
        Map<String, Object> theirs = stored.state().data();
        FieldStamps stamps = stored.fieldStamps();
        EntityRules rules = situation.rules();
        if (mine.state() == null) {
            return RecordMerge.patchOntoUnknownBase(situation.change().patch(), theirs, rules);
        }
        Map<String, Object> data = mine.state().data();
        if (situation.change().type() == ChangeType.CREATE) {
            return RecordMerge.ofTwoCreations(data, theirs, stamps, situation.stamp(), rules);
        }
        if (mine.base() == null) {
            return stored.state().deleted()
                    ? RecordMerge.ontoDeleted(data, theirs, stamps, situation.stamp(), rules)
                    : RecordMerge.ontoUnknownBase(data, theirs, stamps, situation.stamp(), rules);
        }
        return RecordMerge.withAncestor(mine.base().data(), data, theirs, stamps, situation.stamp(), rules);
    }

    private Decision custom(Situation situation, Mine mine) {
        Stored stored = situation.stored();
        Change change = situation.change();
        State theirs = stored.state();
        State known = mine.state() != null ? mine.state() : State.live(change.applyTo(theirs.data()));
        CustomResolver.Resolution resolution = customResolvers.resolve(
                situation.rules().strategy().customName(),
                new CustomResolver.Conflict(
                        copyOf(change),
                        mine.base() == null ? null : Json.copyOf(mine.base().liveData()),
                        Json.copyOf(known.liveData()),
                        Json.copyOf(theirs.liveData()),
                        situation.stamp(),
                        stored.stamp()));
        if (resolution.data() == null) {
            State result = theirs.asDeleted();
            return settled(situation, mine, result, lostAgainst(result, mine, theirs));
        }
        State result = State.live(resolution.data());
        return checked(situation, mine, resolution.data(), lostAgainst(result, mine, theirs));
    }

    /** What a resolver writes into, now or past its deadline, is nothing that the engine reads. */
    private static Change copyOf(Change change) {
        return new Change(
                change.id(),
                change.type(),
                change.entity(),
                change.entityId(),
                Json.copyOf(change.data()),
                Json.copyOf(change.patch()),
                change.localVersion(),
                change.timestamp(),
                change.after());
    }

    /** A resolver tells only its result, so every value of either side that is not in it counts as lost. */
    private static List<Lost> lostAgainst(State result, Mine mine, State theirs) {
        return concat(mine.differencesFrom(result), lostStates(mine.base(), theirs, result, Lost.Side.THEIRS));
    }

    /** A merge that breaks a limit or the schema gives way to the later of the two sides, which break none. */
    private Decision checked(Situation situation, Mine mine, Map<String, Object> data, List<Lost> lost) {
        Optional<Refusal> refusal = refusal(situation, data);
        if (refusal.isEmpty()) {
            return settled(situation, mine, State.live(data), lost);
        }
        return mine.state() == null
                ? Decision.rejected(situation.stored(), refusal.get())
                : lastWriteWins(situation, mine);
    }

    private Decision settled(Situation situation, Mine mine, State result, List<Lost> lost) {
        State theirs = situation.stored().state();
        boolean isMine = mine.state() != null && sameContent(result, mine.state());
        boolean isTheirs = sameContent(result, theirs);
        // What came later counts as the last write even if it wrote the same.
        Stored unconfirmed = written(situation, result);
        Stored confirmed = confirmed(situation, mine, unconfirmed);
        boolean advances =
                isMine && situation.stamp().isAfter(situation.stored().stamp())
                        || !confirmed.fieldStamps().equals(unconfirmed.fieldStamps());
        Stored written = isTheirs && !advances ? null : confirmed;
        Decision.Settled how = how(isMine, isTheirs, lost);
        return new Decision(
                how.outcome(),
                written,
                written == null ? situation.stored().version() : written.version(),
                new Decision.Conflict(mine.base(), mine.state(), theirs, result, how, lost),
                null);
    }

    private static Decision.Settled how(boolean isMine, boolean isTheirs, List<Lost> lost) {
        if (isMine) {
            return Decision.Settled.MINE;
        }
        if (isTheirs && lost.stream().anyMatch(value -> value.side() == Lost.Side.MINE)) {
            return Decision.Settled.THEIRS;
        }
        return lost.isEmpty() ? Decision.Settled.MERGED : Decision.Settled.MERGED_WITH_LOSS;
    }

    private static boolean sameContent(State one, State other) {
        return one.deleted() == other.deleted() && (one.deleted() || Objects.equals(one.data(), other.data()));
    }

    private static List<Lost> lostStates(State base, State loser, State winner, Lost.Side side) {
        if (loser.deleted()) {
            return winner.deleted() ? List.of() : List.of(Lost.removal(List.of(), side));
        }
        if (winner.deleted()) {
            return Lost.differences(Map.of(), loser.data(), Map.of(), side);
        }
        Map<String, Object> before = base == null || base.deleted() ? Map.of() : base.data();
        return Lost.differences(before, loser.data(), winner.data(), side);
    }

    private static List<Lost> concat(List<Lost> first, List<Lost> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static Stored written(Situation situation, State state) {
        Stored stored = situation.stored();
        Stamp stamp = situation.stamp();
        if (stored == null) {
            return new Stored(situation.nextVersion(), state, stamp, FieldStamps.of(stamp));
        }
        Stamp latest = stamp.isAfter(stored.stamp()) ? stamp : stored.stamp();
        boolean byField = situation.rules().strategy().kind() != Strategy.Kind.LAST_WRITE_WINS;
        boolean anew = stored.state().deleted() && situation.change().type() == ChangeType.CREATE;
        FieldStamps stamps;
        if (!byField) {
            stamps = FieldStamps.of(latest);
        } else if (anew) {
            stamps = FieldStamps.of(stamp);
        } else {
            stamps = stored.fieldStamps().changed(stored.state().data(), state.data(), stamp);
        }
        return new Stored(situation.nextVersion(), state, latest, stamps);
    }

    /** The record with the fields that mine wrote as they are; which those are is known only with the base. */
    private static Stored confirmed(Situation situation, Mine mine, Stored next) {
        boolean byField = situation.rules().strategy().kind() != Strategy.Kind.LAST_WRITE_WINS;
        boolean creation = situation.change().type() == ChangeType.CREATE;
        if (!byField || !mine.isLive() || next.state().deleted() || mine.base() == null && !creation) {
            return next;
        }
        FieldStamps stamps = next.fieldStamps()
                .confirmed(
                        creation ? Map.of() : mine.base().data(),
                        mine.state().data(),
                        next.state().data(),
                        situation.stamp());
        return new Stored(next.version(), next.state(), next.stamp(), stamps);
    }

    /** The whole record of a change was checked when it came in; what the server put together was not. */
    private Optional<Refusal> refusal(Situation situation, Map<String, Object> data) {
        return data == situation.change().data()
                ? Optional.empty()
                : check.refusal(situation.rules().entity(), data);
    }

    /**
     * The client's side of a conflict.
     *
     * @param base the state the change was made on, or null where there was none or it is not kept
     * @param state what the client has after the change; null where that cannot be known: a patch on a lost base
     */
    private record Mine(State base, State state, Map<String, Object> patch) {

        static Mine of(Situation situation) {
            Change change = situation.change();
            State base = situation.base().state();
            if (change.type() == ChangeType.DELETE) {
                State last = base == null ? situation.stored().state() : base;
                return new Mine(base, last.asDeleted(), null);
            }
            if (change.type() == ChangeType.CREATE) {
                return new Mine(null, State.live(change.data()), null);
            }
            if (change.patch() == null) {
                return new Mine(base, State.live(change.data()), null);
            }
            State patched = base == null ? null : State.live(change.applyTo(base.data()));
            return new Mine(base, patched, change.patch());
        }

        boolean isLive() {
            return state != null && !state.deleted();
        }

        /** The record as it is once this side takes it: a tombstone keeps the last content that was stored. */
        State taking(State theirs) {
            return state.deleted() ? theirs.asDeleted() : state;
        }

        List<Lost> differencesFrom(State winner) {
            if (state != null) {
                return lostStates(base, state, winner, Lost.Side.MINE);
            }
            Map<String, Object> held = winner.deleted() ? Map.of() : winner.data();
            return Lost.differences(held, MergePatch.apply(held, patch), held, Lost.Side.MINE);
        }
    }
}
