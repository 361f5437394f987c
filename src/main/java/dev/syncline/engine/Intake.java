package dev.syncline.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Gives the engine what one consumer polls, batch by batch. What comes while a batch is at work makes up the next one
 * (smart batching, M. Thompson 2011): a change that comes alone waits for no other, and the more come, the fewer
 * transactions each costs.
 */
final class Intake {

    private final Executor executor;
    private final Consumer<PolledBatch> engine;
    private final PolledBatch.Limits limits;

    private final Deque<PolledBatch> waiting = new ArrayDeque<>();
    private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
    private boolean atWork;

    Intake(Executor executor, Consumer<PolledBatch> engine, PolledBatch.Limits limits) {
        this.executor = executor;
        this.engine = engine;
        this.limits = limits;
    }

    /** Takes a poll; completes once there is room for another. */
    synchronized CompletionStage<Void> offer(Message<ConsumerRecords<byte[], byte[]>> poll) {
        if (waiting.isEmpty() || !waiting.getLast().takes(poll.getPayload(), limits)) {
            waiting.add(new PolledBatch());
        }
        waiting.getLast().add(poll);
        if (!atWork) {
            atWork = true;
            executor.execute(this::work);
        }
        if (room.isDone() && (waiting.size() > 1 || waiting.getLast().reaches(limits))) {
            room = new CompletableFuture<>();
        }
        return room;
    }

    private void work() {
        for (PolledBatch batch = next(); batch != null; batch = next()) {
            try {
                engine.accept(batch);
            } catch (RuntimeException | Error e) {
                batch.nack(e);
            }
        }
    }

    private PolledBatch next() {
        CompletableFuture<Void> waited;
        PolledBatch next;
        synchronized (this) {
            next = waiting.poll();
            atWork = next != null;
            waited = waiting.isEmpty() ? room : null;
        }
        if (waited != null) {
            waited.complete(null);
        }
        return next;
    }
}
