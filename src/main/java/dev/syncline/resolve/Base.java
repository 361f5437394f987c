package dev.syncline.resolve;

import dev.syncline.change.Change;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The state on which a change was made, as far as the server still knows it.
 *
 * @param state the content for {@link Kind#KEPT}, else null
 * @param stampMillis the clock of the base, which the change's own stamp must exceed
 */
public record Base(Kind kind, State state, long stampMillis) {

    /** What is known of a base. */
    public enum Kind {
        /** Nobody else wrote since: the change is a fast-forward. */
        CURRENT,
        /** An older state, still kept. */
        KEPT,
        /** The client knew of no record. */
        NONE,
        /** There was one, but it is not kept or belongs to another epoch. */
        LOST
    }

    private static final long BEFORE_EVERYTHING = Long.MIN_VALUE;

    /** A revision as far as a base needs it. */
    public record Revision(State state, long stampMillis) {}

    /**
     * An earlier change of the same client to the same record, with its outcome.
     *
     * @param applied whether the record was left exactly as this client had it
     * @param clientState what the client had after it, kept where it was not a fast-forward; else null
     */
    public record Predecessor(long version, boolean applied, State clientState, long stampMillis) {}

    /** The base of a change that names its version, or names none. */
    public static Base ofVersion(
            Change change, Stored stored, boolean sameEpoch, LongFunction<Optional<Revision>> revisions) {
        if (change.isBlind()) {
            return current(stored);
        }
        long version = change.localVersion();
        if (version == 0) {
            return new Base(Kind.NONE, null, BEFORE_EVERYTHING);
        }
        if (stored == null || !sameEpoch || version > stored.version()) {
            return lost(BEFORE_EVERYTHING);
        }
        if (version == stored.version()) {
            return current(stored);
        }
        return kept(version, stored, revisions, BEFORE_EVERYTHING);
    }

    /** The base of a change that builds on an earlier one of its client: what that client had after it. */
    public static Base ofPredecessor(
            Predecessor predecessor, Stored stored, LongFunction<Optional<Revision>> revisions) {
        long stamp = predecessor.stampMillis();
        if (stored != null && predecessor.applied() && stored.version() == predecessor.version()) {
            return new Base(Kind.CURRENT, null, Math.max(stamp, stored.stamp().millis()));
        }
        if (predecessor.clientState() != null) {
            return new Base(Kind.KEPT, predecessor.clientState(), stamp);
        }
        if (!predecessor.applied()) {
            return lost(stamp);
        }
        if (predecessor.version() == 0) {
            return new Base(Kind.NONE, null, stamp);
        }
        return kept(predecessor.version(), stored, revisions, stamp);
    }

    private static Base current(Stored stored) {
        return new Base(
                Kind.CURRENT,
                null,
                stored == null ? BEFORE_EVERYTHING : stored.stamp().millis());
    }

    private static Base kept(long version, Stored stored, LongFunction<Optional<Revision>> revisions, long atLeast) {
        Optional<Base> ofRevision = revisions
                .apply(version)
                .map(found -> new Base(Kind.KEPT, found.state(), Math.max(atLeast, found.stampMillis())));
        return ofRevision.orElseGet(() -> isDeletionOf(version, stored)
                ? new Base(Kind.KEPT, State.live(stored.state().data()), atLeast)
                : lost(atLeast));
    }

    /** Whether what is stored is the tombstone of that version, whose content it outlives its revision with. */
    private static boolean isDeletionOf(long version, Stored stored) {
        return stored != null && stored.state().deleted() && version == stored.version() - 1;
    }

    private static Base lost(long stampMillis) {
        return new Base(Kind.LOST, null, stampMillis);
    }
}
