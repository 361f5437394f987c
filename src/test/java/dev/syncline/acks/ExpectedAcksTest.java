package dev.syncline.acks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.Origin;
import dev.syncline.security.Caller;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.LedgerEntry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** There is no ledger: what reads it has no outcomes to answer. */
class ExpectedAcksTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Caller ALICE = new Caller("acme", "alice", Set.of());

    private final LedgerEntry first = SetLookTest.outcome("alice", null);
    private final LedgerEntry second = SetLookTest.outcome("alice", null);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Watched<ChangeKey, ExpectedAcks> watched = new Watched<>();
    private final WaitPlaces places = new WaitPlaces(2, 2);
    private final ExpectedAcks expected = expect(LONG);

    private ExpectedAcks expect(Duration wait) {
        List<Awaited> wanted =
                Stream.of(first, second).map(SetLookTest::awaited).toList();
        return new ExpectedAcks(
                "acme",
                new SetLook(null, 10_000, ALICE, wanted, SetLook.Wish.ALL),
                wait,
                watched,
                places,
                new Waiter.Means(Runnable::run, timer, new Rechecks(LONG), LONG));
    }

    private void tell(LedgerEntry outcome) {
        Origin origin = outcome.origin();
        watched.of(new ChangeKey(origin.tenant(), outcome.changeId()))
                .forEach(heard -> heard.tell(look -> look.told(outcome)));
    }

    private CompletableFuture<List<LedgerEntry>> answer() {
        return expected.ofSent().subscribeAsCompletionStage();
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void whatWasToldBeforeAnybodyWaitedIsAnsweredAtOnce() {
        tell(second);
        tell(first);
        assertEquals(List.of(first, second), answer().join());
    }

    @Test
    void whatIsToldInPartBeforeIsAnsweredWithTheRest() {
        tell(first);
        CompletableFuture<List<LedgerEntry>> answer = answer();
        assertFalse(answer.isDone());
        tell(second);
        assertEquals(List.of(first, second), answer.join());
    }

    @Test
    void anAnswerLeavesNothingToBeDoneLater() {
        CompletableFuture<List<LedgerEntry>> answer = answer();
        tell(first);
        tell(second);
        assertTrue(answer.isDone());
        assertTrue(timer.getQueue().stream().allMatch(task -> ((Future<?>) task).isCancelled()));
    }

    @Test
    void closingGivesTheirPlacesBackOnceAndHearsNoMore() {
        assertEquals(2, places.taken());
        expected.close();
        expected.close();
        assertEquals(0, places.taken());
        assertTrue(watched.isEmpty());
    }

    @Test
    void whoDoesNotWaitTakesNoPlace() {
        expected.close();
        expect(Duration.ZERO).close();
        assertEquals(0, places.taken());
        assertTrue(watched.isEmpty());
    }

    @Test
    void whereThereIsNoPlaceNoneIsGivenBack() {
        expect(LONG).close();
        assertEquals(2, places.taken());
        assertFalse(watched.isEmpty());
    }
}
