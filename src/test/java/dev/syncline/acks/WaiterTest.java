package dev.syncline.acks;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaiterTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Queue<Runnable> looks = new ArrayDeque<>();
    private Waiter<String> waiter;

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void answersWithTheFirstLookWhereThatIsComplete() {
        CompletableFuture<String> answer = start(last -> complete("now"), LONG, LONG);
        runLooks();
        assertEquals("now", answer.join());
        assertEquals(0, pending());
    }

    @Test
    void looksBeforeItsFirstLookIsDueWhereItIsWoken() {
        CompletableFuture<String> answer = startOn(looks::add, last -> complete("told"), LONG, LONG, LONG);
        assertEquals(0, looks.size());
        waiter.wake();
        runLooks();
        assertEquals("told", answer.join());
        assertEquals(0, pending());
    }

    @Test
    void looksByItselfOnceItsFirstLookIsDue() {
        CompletableFuture<String> answer = startOn(Runnable::run, last -> complete("there"), LONG, LONG, SHORT);
        assertEquals("there", answer.join());
    }

    @Test
    void looksAgainWhenWokenAndNotBefore() {
        Queue<Waiter.Seen<String>> seen = new ArrayDeque<>();
        seen.add(incomplete("empty"));
        seen.add(complete("full"));
        CompletableFuture<String> answer = start(last -> seen.remove(), LONG, LONG);
        runLooks();
        assertFalse(answer.isDone());
        assertEquals(0, looks.size());
        waiter.wake();
        waiter.wake();
        assertEquals(1, looks.size());
        runLooks();
        assertEquals("full", answer.join());
    }

    @Test
    void looksOnceMoreWhereItWasWokenWhileLooking() {
        Queue<Waiter.Seen<String>> seen = new ArrayDeque<>();
        seen.add(complete("full"));
        CompletableFuture<String> answer = start(
                last -> {
                    if (looks.isEmpty() && seen.size() == 1) {
                        waiter.wake();
                        waiter.wake();
                        seen.add(complete("later"));
                        return incomplete("empty");
                    }
                    return seen.remove();
                },
                LONG,
                LONG);
        looks.remove().run();
        assertEquals(1, looks.size());
        runLooks();
        assertEquals("full", answer.join());
    }

    @Test
    void looksByItselfAfterAWhile() throws Exception {
        Queue<Waiter.Seen<String>> seen = new ArrayDeque<>();
        seen.add(incomplete("empty"));
        seen.add(complete("full"));
        CompletableFuture<String> answer = startOn(Runnable::run, last -> seen.remove(), LONG, SHORT);
        assertEquals("full", answer.get(5, TimeUnit.SECONDS));
    }

    @Test
    void answersWhatItKnowsWhenTheTimeIsUp() throws Exception {
        CompletableFuture<String> answer = startOn(Runnable::run, last -> incomplete("empty"), SHORT, LONG);
        assertEquals("empty", answer.get(5, TimeUnit.SECONDS));
        assertEquals(0, pending());
    }

    @Test
    void tellsTheLookThatIsAnswered() throws Exception {
        CompletableFuture<String> answer =
                startOn(Runnable::run, last -> incomplete(last ? "read" : "seen"), SHORT, LONG);
        assertEquals("read", answer.get(5, TimeUnit.SECONDS));
    }

    @Test
    void looksOnceMoreWhereTheTimeWasUpMeanwhile() throws Exception {
        CompletableFuture<String> answer = startOn(
                task -> new Thread(task).start(),
                last -> {
                    // The first look takes until the time is up, which wakes the waiter while it looks.
                    await().until(() -> last || timer.getCompletedTaskCount() > 0);
                    return incomplete(last ? "read" : "seen");
                },
                SHORT,
                LONG);
        assertEquals("read", answer.get(5, TimeUnit.SECONDS));
    }

    @Test
    void looksOnceWithoutWaiting() {
        CompletableFuture<String> answer = start(last -> incomplete(last ? "read" : "seen"), Duration.ZERO, LONG);
        assertEquals(1, looks.size());
        runLooks();
        assertEquals("read", answer.join());
    }

    @Test
    void doesNotWaitForALookThatHangsAfterItsTime() throws Exception {
        Queue<Runnable> hanging = new ArrayDeque<>();
        CompletableFuture<String> answer = startOn(
                task -> {
                    if (hanging.isEmpty()) {
                        hanging.add(task);
                        task.run();
                    }
                },
                last -> incomplete("empty"),
                SHORT,
                SHORT);
        assertEquals("empty", answer.get(5, TimeUnit.SECONDS));
    }

    @Test
    void outlivesAFailedLook() throws Exception {
        Queue<Boolean> failing = new ArrayDeque<>();
        failing.add(true);
        CompletableFuture<String> answer = startOn(
                Runnable::run,
                last -> {
                    if (failing.poll() != null) {
                        throw new SQLException("away");
                    }
                    return complete("back");
                },
                LONG,
                SHORT);
        assertEquals("back", answer.get(5, TimeUnit.SECONDS));
    }

    @Test
    void failsWhereItNeverCouldLook() {
        CompletableFuture<String> answer = startOn(
                Runnable::run,
                last -> {
                    throw new SQLException("away");
                },
                SHORT,
                SHORT);
        CompletionException failed = assertThrows(CompletionException.class, () -> answer.orTimeout(5, TimeUnit.SECONDS)
                .join());
        assertTrue(failed.getCause() instanceof ProblemException);
    }

    @Test
    void whatIsToldPassesWhatLooksByItself() {
        Lookers lookers = new Lookers(1);
        CountDownLatch busy = new CountDownLatch(1);
        lookers.execute(Lookers.Turn.of(true, () -> awaitQuietly(busy)));
        List<String> order = new CopyOnWriteArrayList<>();
        Waiter.Means means = new Waiter.Means(lookers, timer, new Rechecks(LONG), LONG);
        start(look("by itself", order), LONG, SHORT, means);
        start(look("told while its own turn waits", order), LONG, SHORT, means);
        Waiter<String> told = waiter;
        await().until(() -> pending() == 2);
        start(look("told", order), LONG, LONG, means);

        waiter.wake();
        told.wake();
        told.wake();
        busy.countDown();

        await().until(() -> order.size() == 3);
        assertEquals(List.of("told", "told while its own turn waits", "by itself"), order);
        lookers.stop();
    }

    private static Waiter.Look<String> look(String name, List<String> order) {
        return last -> {
            order.add(name);
            return complete(name);
        };
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Else a thousand that look every 20 ms would look 50,000 times a second. */
    @Test
    void howeverManyWaitTheyLookByThemselvesOnlySoOften() {
        int waiters = 1_000;
        AtomicInteger seen = new AtomicInteger();
        Waiter.Means means = new Waiter.Means(Runnable::run, timer, new Rechecks(SHORT), SHORT);
        for (int number = 0; number < waiters; number++) {
            start(last -> incomplete(String.valueOf(seen.incrementAndGet())), LONG, Duration.ZERO, means);
        }
        long begun = System.nanoTime();
        int before = seen.get();
        await().until(() -> System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(2));
        long most = 2 * TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / Rechecks.APART.toMillis();
        int looks = seen.get() - before;
        assertTrue(looks <= most, looks + " looks");
    }

    @Test
    void whoWaitsNoMoreCountsNoMore() {
        Rechecks rechecks = new Rechecks(SHORT);
        Waiter.Means means = new Waiter.Means(looks::add, timer, rechecks, SHORT);
        List<Waiter<String>> waiters = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            start(last -> incomplete("empty"), LONG, Duration.ZERO, means);
            waiters.add(waiter);
        }
        assertEquals(Rechecks.APART.multipliedBy(10), rechecks.delay());
        waiters.forEach(Waiter::stop);
        waiters.forEach(Waiter::stop);
        assertEquals(SHORT, rechecks.delay());
    }

    @Test
    void doesNothingOnceItsClientIsGone() {
        start(last -> incomplete("empty"), LONG, SHORT);
        runLooks();
        waiter.stop();
        waiter.wake();
        assertEquals(0, looks.size());
        assertEquals(0, pending());
    }

    private CompletableFuture<String> start(Waiter.Look<String> look, Duration wait, Duration recheck) {
        return startOn(looks::add, look, wait, recheck);
    }

    private CompletableFuture<String> startOn(
            Executor workers, Waiter.Look<String> look, Duration wait, Duration recheck) {
        return startOn(workers, look, wait, recheck, Duration.ZERO);
    }

    private CompletableFuture<String> startOn(
            Executor workers, Waiter.Look<String> look, Duration wait, Duration recheck, Duration firstLook) {
        timer.setRemoveOnCancelPolicy(true);
        return start(look, wait, firstLook, new Waiter.Means(workers, timer, new Rechecks(recheck), SHORT));
    }

    private CompletableFuture<String> start(
            Waiter.Look<String> look, Duration wait, Duration firstLook, Waiter.Means means) {
        return Uni.createFrom()
                .<String>emitter(request -> {
                    waiter = new Waiter<>(look, request, means);
                    waiter.start(wait, firstLook);
                })
                .subscribeAsCompletionStage();
    }

    private void runLooks() {
        while (!looks.isEmpty()) {
            looks.remove().run();
        }
    }

    private int pending() {
        return timer.getQueue().size();
    }

    private static Waiter.Seen<String> complete(String answer) {
        return new Waiter.Seen<>(answer, true, false);
    }

    private static Waiter.Seen<String> incomplete(String answer) {
        return new Waiter.Seen<>(answer, false, false);
    }
}
