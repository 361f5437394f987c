package dev.syncline.acks;

import dev.syncline.security.Caller;
import dev.syncline.store.AnswerSize;
import dev.syncline.store.LedgerClaim;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.LedgerQueries;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Looks for the outcomes of a set of changes. While some are missing it looks only whether they are there; what they
 * are is read once, for the answer, and no more of it than one answer holds.
 */
final class SetLook implements Waiter.Look<KnownAcks> {

    /** Whether an answer that cannot hold all of them is one. */
    enum Wish {
        ALL,
        WHAT_FITS
    }

    private final LedgerQueries ledger;
    private final long maxBytes;
    private final Caller caller;
    private final List<Awaited> wanted;
    private final Wish wish;
    private final Set<UUID> ids;
    private final Outstanding outstanding;
    private final Map<UUID, LedgerEntry> told = new ConcurrentHashMap<>();

    SetLook(LedgerQueries ledger, long maxBytes, Caller caller, List<Awaited> wanted, Wish wish) {
        this.ledger = ledger;
        this.maxBytes = maxBytes;
        this.caller = caller;
        this.wanted = List.copyOf(wanted);
        this.wish = wish;
        this.ids = wanted.stream().map(Awaited::changeId).collect(Collectors.toUnmodifiableSet());
        this.outstanding = new Outstanding(ids);
    }

    Set<UUID> ids() {
        return ids;
    }

    /** Whether a look finds all of them now, as far as has been told. */
    boolean told(UUID changeId) {
        return outstanding.told(changeId);
    }

    /** The same of an outcome that is at hand. */
    boolean told(LedgerEntry outcome) {
        // Contents can be large, and are not kept here.
        boolean small = outcome.result() == null && outcome.content() == null && outcome.clientState() == null;
        if (small && outcome.origin().subject().equals(caller.subject())) {
            told.put(outcome.changeId(), outcome);
        }
        return told(outcome.changeId());
    }

    @Override
    public Waiter.Seen<KnownAcks> look(boolean last) throws SQLException {
        Optional<KnownAcks> atHand = atHand();
        if (atHand.isPresent()) {
            return new Waiter.Seen<>(atHand.get(), true, false);
        }
        outstanding.lookBegins();
        Map<UUID, List<LedgerClaim>> claims = ledger.claims(caller.tenant(), caller.subject(), ids);
        List<LedgerClaim> known = new ArrayList<>();
        List<UUID> missing = new ArrayList<>();
        for (Awaited one : wanted) {
            one.among(claims.getOrDefault(one.changeId(), List.of()))
                    .ifPresentOrElse(known::add, () -> missing.add(one.changeId()));
        }
        if (missing.isEmpty() || last) {
            return new Waiter.Seen<>(read(known), true, false);
        }
        return new Waiter.Seen<>(new KnownAcks(List.of(), ids(known)), false, outstanding.lookMissed(missing));
    }

    /** What is meant, where all of it was told and goes into one answer. */
    private Optional<KnownAcks> atHand() {
        List<LedgerEntry> meant = new ArrayList<>(wanted.size());
        for (Awaited one : wanted) {
            LedgerEntry outcome = told.get(one.changeId());
            if (outcome == null || !outcome.fingerprint().equals(one.fingerprint())) {
                return Optional.empty();
            }
            meant.add(outcome);
        }
        List<Long> sizes = meant.stream().map(LedgerEntry::ackBytes).toList();
        return AnswerSize.fitting(sizes, maxBytes) == sizes.size()
                ? Optional.of(new KnownAcks(meant, List.of()))
                : Optional.empty();
    }

    private KnownAcks read(List<LedgerClaim> known) throws SQLException {
        int fitting =
                AnswerSize.fitting(known.stream().map(LedgerClaim::ackBytes).toList(), maxBytes);
        if (wish == Wish.ALL && fitting < wanted.size()) {
            return KnownAcks.NONE;
        }
        List<LedgerEntry> entries =
                fitting == 0 ? List.of() : ledger.entries(caller.tenant(), caller.subject(), known.subList(0, fitting));
        return new KnownAcks(entries, ids(known.subList(fitting, known.size())));
    }

    private static List<UUID> ids(List<LedgerClaim> claims) {
        return claims.stream().map(LedgerClaim::changeId).toList();
    }
}
