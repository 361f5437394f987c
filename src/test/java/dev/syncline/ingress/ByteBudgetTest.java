package dev.syncline.ingress;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {

    private static final Duration BRIEFLY = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<ByteBudget.Permit> opened = new ArrayList<>();
    private final List<Thread> takers = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(ByteBudget.Permit::close);
    }

    @Test
    void whatIsTakenIsThereAgainAfterwards() {
        ByteBudget budget = new ByteBudget(100, 50, BRIEFLY, 9);
        for (int push = 0; push < 5; push++) {
            try (ByteBudget.Permit permit = budget.open("a")) {
                permit.raiseTo(30);
                permit.raiseTo(50);
                permit.raiseTo(10);
                assertEquals(50, budget.taken());
            }
        }
        assertEquals(0, budget.taken());
    }

    @Test
    void aTenantGetsItsShareAndNoMore() {
        ByteBudget budget = new ByteBudget(100, 50, BRIEFLY, 9);
        take(budget, "a", 40);
        assertRefused(ErrorCode.TENANT_BUSY, budget, "a", 11);
        take(budget, "a", 10);
        take(budget, "b", 50);
        assertEquals(100, budget.taken());
    }

    @Test
    void nobodyGetsMoreThanTheWhole() {
        ByteBudget budget = new ByteBudget(100, 50, BRIEFLY, 9);
        take(budget, "a", 50);
        take(budget, "b", 40);
        assertRefused(ErrorCode.BUSY, budget, "c", 11);
        assertEquals(90, budget.taken());
    }

    @Test
    void whatIsLargerThanAllIsTakenAlone() {
        ByteBudget budget = new ByteBudget(100, 50, BRIEFLY, 9);
        try (ByteBudget.Permit permit = budget.open("a")) {
            permit.raiseTo(5_000);
            assertRefused(ErrorCode.TENANT_BUSY, budget, "a", 1);
            assertRefused(ErrorCode.BUSY, budget, "b", 1);
        }
        take(budget, "b", 1);
        assertRefused(ErrorCode.BUSY, budget, "a", 5_000);
    }

    @Test
    void whoWaitsGetsWhatIsGivenBack() {
        ByteBudget budget = new ByteBudget(100, 100, LONG, 9);
        ByteBudget.Permit first = take(budget, "a", 100);
        CompletableFuture<Void> second = taking(budget, "b", 60);
        await().until(() -> budget.waiting() == 1);

        first.close();

        second.join();
        assertEquals(60, budget.taken());
    }

    @Test
    void nobodyOvertakesWhoWaitsForTheWhole() {
        ByteBudget budget = new ByteBudget(100, 100, LONG, 9);
        ByteBudget.Permit small = take(budget, "a", 40);
        CompletableFuture<Void> large = taking(budget, "b", 100);
        await().until(() -> budget.waiting() == 1);
        CompletableFuture<Void> late = taking(budget, "c", 10);
        await().until(() -> budget.waiting() == 2);
        assertEquals(40, budget.taken());

        small.close();

        large.join();
        assertEquals(100, budget.taken());
        opened.get(1).close();
        late.join();
    }

    @Test
    void whoWaitsForHisTenantKeepsNobodyElse() {
        ByteBudget budget = new ByteBudget(100, 50, LONG, 9);
        ByteBudget.Permit first = take(budget, "a", 50);
        CompletableFuture<Void> second = taking(budget, "a", 50);
        await().until(() -> budget.waiting() == 1);

        take(budget, "b", 50);

        first.close();
        second.join();
    }

    @Test
    void whoHasSomeGetsTheRestBeforeOthersBegin() {
        ByteBudget budget = new ByteBudget(100, 100, LONG, 9);
        ByteBudget.Permit first = take(budget, "a", 30);
        ByteBudget.Permit other = take(budget, "b", 60);
        CompletableFuture<Void> third = taking(budget, "c", 100);
        await().until(() -> budget.waiting() == 1);

        first.raiseTo(40);

        other.close();
        first.close();
        third.join();
    }

    @Test
    void onlySomeWait() {
        ByteBudget budget = new ByteBudget(100, 100, LONG, 1);
        ByteBudget.Permit first = take(budget, "a", 100);
        CompletableFuture<Void> second = taking(budget, "b", 100);
        await().until(() -> budget.waiting() == 1);

        assertRefused(ErrorCode.BUSY, budget, "c", 1);

        first.close();
        second.join();
    }

    @Test
    void whoIsRefusedKeepsNobody() {
        ByteBudget budget = new ByteBudget(100, 100, LONG, 9);
        take(budget, "a", 40);
        CompletableFuture<Void> large = taking(budget, "b", 100);
        await().until(() -> budget.waiting() == 1);
        CompletableFuture<Void> small = taking(budget, "c", 10);
        await().until(() -> budget.waiting() == 2);

        takers.get(0).interrupt();

        small.join();
        assertThrows(CompletionException.class, large::join);
        assertEquals(50, budget.taken());
    }

    private ByteBudget.Permit take(ByteBudget budget, String tenant, long bytes) {
        ByteBudget.Permit permit = budget.open(tenant);
        opened.add(permit);
        permit.raiseTo(bytes);
        return permit;
    }

    private CompletableFuture<Void> taking(ByteBudget budget, String tenant, long bytes) {
        ByteBudget.Permit permit = budget.open(tenant);
        opened.add(permit);
        return CompletableFuture.runAsync(() -> permit.raiseTo(bytes), task -> {
            Thread thread = new Thread(task);
            takers.add(thread);
            thread.start();
        });
    }

    private static void assertRefused(ErrorCode code, ByteBudget budget, String tenant, long bytes) {
        try (ByteBudget.Permit permit = budget.open(tenant)) {
            ProblemException refused = assertThrows(ProblemException.class, () -> permit.raiseTo(bytes));
            assertEquals(code, refused.code());
            assertTrue(refused.retryAfter().toSeconds() > 0);
        }
    }
}
