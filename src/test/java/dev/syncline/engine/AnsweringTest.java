package dev.syncline.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.syncline.retry.StoppingException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches are answered in their order while the engine is at the next, and none behind one that failed. */
@Timeout(30)
class AnsweringTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Answering answering = new Answering(threads);
    private final List<String> happened = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void end() {
        release.countDown();
        threads.shutdownNow();
    }

    private void held(String name) {
        happened.add(name + " begins");
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        happened.add(name + " ends");
    }

    private void batch(String name) {
        answering.next(() -> happened.add(name));
        settled(name);
    }

    private void settled(String name) {
        answering.then(
                () -> happened.add(name + " committed"),
                failure -> happened.add(name + " refused: " + failure.getMessage()));
        answering.finallyDo(() -> happened.add(name + " over"));
    }

    private void awaitHappened(String... what) {
        await().until(() -> happened.equals(List.of(what)));
    }

    @Test
    void theNextBatchIsAtWorkWhileOneIsAnswered() {
        answering.next(() -> held("first"));
        settled("first");
        awaitHappened("first begins");
        release.countDown();
        awaitHappened("first begins", "first ends", "first committed", "first over");
    }

    /** So that what a crash leaves unanswered, and what waits in memory, stays one batch. */
    @Test
    void aBatchIsAnsweredOnceThoseBeforeItAre() throws InterruptedException {
        answering.next(() -> held("first"));
        settled("first");
        awaitHappened("first begins");
        Thread engine = new Thread(() -> batch("second"));
        engine.start();
        await().until(() -> engine.getState() == Thread.State.WAITING || !engine.isAlive());
        assertEquals(List.of("first begins"), happened);
        release.countDown();
        engine.join(TimeUnit.SECONDS.toMillis(10));
        awaitHappened(
                "first begins",
                "first ends",
                "first committed",
                "first over",
                "second",
                "second committed",
                "second over");
    }

    @Test
    void aBatchOfSeveralAnswersIsCommittedAfterTheLast() {
        answering.next(() -> happened.add("half"));
        batch("other half");
        awaitHappened("half", "other half", "other half committed", "other half over");
    }

    @Test
    void aBatchWithoutAnswersIsCommittedAfterThoseBeforeIt() {
        answering.next(() -> held("first"));
        settled("first");
        settled("empty");
        release.countDown();
        await().until(() -> happened.contains("empty over"));
        assertEquals("first committed", happened.get(2));
        assertEquals(List.of("empty committed", "empty over"), List.copyOf(happened.subList(4, 6)));
    }

    /** The offset of a later batch would be committed for it too, and its changes never answered. */
    @Test
    void behindABatchThatFailedNoneIsAnsweredOrCommitted() {
        StoppingException failure = new StoppingException();
        answering.next(() -> {
            throw failure;
        });
        settled("first");
        awaitHappened("first refused: " + failure.getMessage(), "first over");
        assertSame(failure, assertThrows(StoppingException.class, () -> answering.next(() -> happened.add("second"))));
        settled("second");
        awaitHappened(
                "first refused: " + failure.getMessage(),
                "first over",
                "second refused: " + failure.getMessage(),
                "second over");
    }
}
