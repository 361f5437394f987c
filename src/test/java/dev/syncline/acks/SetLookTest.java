package dev.syncline.acks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.Origin;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.security.Caller;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.Position;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is told is answered as it is; it has no ledger, so that a look that reads fails. */
class SetLookTest {

    private static final long ROOM = 10_000;

    private final LedgerEntry first = outcome("alice", null);
    private final LedgerEntry second = outcome("alice", null);

    static LedgerEntry outcome(String subject, Map<String, Object> result) {
        return new LedgerEntry(
                new Origin("acme", subject, "phone"),
                new RecordKey("acme", "message", "m-1"),
                UUID.randomUUID(),
                0,
                UUID.randomUUID(),
                result == null ? Outcome.APPLIED : Outcome.MERGED,
                1,
                0,
                new Position(1, 1, 0),
                new Position(1, 1, 1),
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                null,
                result,
                null,
                null,
                null);
    }

    static Awaited awaited(LedgerEntry outcome) {
        return new Awaited(outcome.changeId(), outcome.fingerprint());
    }

    private static SetLook look(long maxBytes, Awaited... wanted) {
        Caller alice = new Caller("acme", "alice", Set.of());
        return new SetLook(null, maxBytes, alice, List.of(wanted), SetLook.Wish.ALL);
    }

    private static void assertReads(SetLook look) {
        assertThrows(NullPointerException.class, () -> look.look(false));
    }

    @Test
    void whatWasToldIsAnsweredInTheOrderAskedForWithoutReading() throws SQLException {
        SetLook look = look(ROOM, awaited(first), awaited(second));
        assertFalse(look.told(second));
        assertTrue(look.told(first));
        Waiter.Seen<KnownAcks> seen = look.look(false);
        assertTrue(seen.complete());
        assertEquals(List.of(first, second), seen.answer().entries());
    }

    @Test
    void whatWasOnlyToldInPartIsRead() {
        SetLook look = look(ROOM, awaited(first), awaited(second));
        look.told(first);
        look.told(second.changeId());
        assertReads(look);
    }

    @Test
    void anotherChangeWithTheSameIdIsNotTakenForTheOneMeant() {
        SetLook look = look(ROOM, new Awaited(first.changeId(), UUID.randomUUID()));
        look.told(first);
        assertReads(look);
    }

    @Test
    void whateverCameFirstWithAnIdIsRead() {
        SetLook look = look(ROOM, Awaited.any(first.changeId()));
        look.told(first);
        assertReads(look);
    }

    @Test
    void whatAnotherSubjectSentIsNotTakenForTheCallers() {
        LedgerEntry bobs = outcome("bob", null);
        SetLook look = look(ROOM, awaited(bobs));
        look.told(bobs);
        assertReads(look);
    }

    @Test
    void aResultIsReadWhereItIsKnownHowLargeItIs() {
        LedgerEntry merged = outcome("alice", Map.of("text", "both"));
        SetLook look = look(ROOM, awaited(merged));
        look.told(merged);
        assertReads(look);
    }

    @Test
    void whatDoesNotGoIntoOneAnswerIsLeftToTheReading() {
        SetLook look = look(500, awaited(first), awaited(second));
        look.told(first);
        look.told(second);
        assertReads(look);
    }
}
