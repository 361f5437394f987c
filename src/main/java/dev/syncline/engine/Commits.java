package dev.syncline.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Commits the offsets of polls that are done, those of a short time together: to the broker each is a message that it
 * writes to a log. What is not committed at a crash comes again, and is answered as it was.
 */
final class Commits {

    private static final Duration TOGETHER = Duration.ofMillis(100);

    private final Executor later;
    private final Deque<Message<?>> done = new ArrayDeque<>();

    Commits(Executor threads) {
        this.later = CompletableFuture.delayedExecutor(TOGETHER.toMillis(), TimeUnit.MILLISECONDS, threads);
    }

    void add(Message<?> poll) {
        synchronized (this) {
            done.add(poll);
            if (done.size() > 1) {
                return;
            }
        }
        later.execute(this::now);
    }

    /** The last first: its offsets are committed, and those of polls before it need no commit any more. */
    void now() {
        Deque<Message<?>> those;
        synchronized (this) {
            those = new ArrayDeque<>(done);
            done.clear();
        }
        those.descendingIterator().forEachRemaining(Message::ack);
    }
}
