package dev.syncline.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Gives the engine what its consumer polls, batch by batch. What comes while a batch is at work makes up the next one
 * (smart batching, M. Thompson 2011): a change that comes alone waits for no other, and the more come, the fewer
 * transactions each costs. Where there is much, batches of different partitions are at work side by side.
 */
final class Intake {

    /** So much is through sooner in one transaction than in two at the same time. */
    private static final int LITTLE = 100;

    /** For what is little and takes long all the same, others wait no longer than this. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final Executor threads;
    private final Executor afterPatience;
    private final Consumer<PolledBatch> engine;
    private final int sideBySide;
    private final PolledBatch.Limits limits;

    private final Deque<PolledPart> waiting = new ArrayDeque<>();
    private final Set<PolledBatch> atWork = new HashSet<>();
    private int working;
    private boolean looksAgain;
    private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

    /** @param sideBySide batches at work at most */
    Intake(Executor threads, Consumer<PolledBatch> engine, int sideBySide, PolledBatch.Limits limits) {
        this.threads = threads;
        this.afterPatience = CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS, threads);
        this.engine = engine;
        this.sideBySide = sideBySide;
        this.limits = limits;
    }

    /** Takes a poll; completes once there is room for another. */
    synchronized CompletionStage<Void> offer(Message<ConsumerRecords<byte[], byte[]>> poll) {
        waiting.addAll(PolledPart.of(poll));
        letWork();
        if (room.isDone() && !hasRoom()) {
            room = new CompletableFuture<>();
        }
        return room;
    }

    private void letWork() {
        if (working == sideBySide || free().findAny().isEmpty()) {
            return;
        }
        if (working == 0 || isMuch() || free().anyMatch(part -> part.waitsFor(PATIENCE))) {
            working++;
            threads.execute(this::work);
        } else if (!looksAgain) {
            looksAgain = true;
            afterPatience.execute(this::lookAgain);
        }
    }

    private synchronized void lookAgain() {
        looksAgain = false;
        letWork();
    }

    private void work() {
        for (PolledBatch batch = next(null); batch != null; batch = next(batch)) {
            try {
                engine.accept(batch);
            } catch (RuntimeException | Error e) {
                batch.nack(e);
            }
        }
    }

    /** @param done the batch of before */
    private PolledBatch next(PolledBatch done) {
        PolledBatch next;
        CompletableFuture<Void> waited;
        synchronized (this) {
            atWork.remove(done);
            next = taken();
            if (next == null) {
                working--;
            } else {
                atWork.add(next);
                letWork();
            }
            waited = hasRoom() ? room : null;
        }
        if (waited != null) {
            waited.complete(null);
        }
        return next;
    }

    /** Takes what comes first, and what goes with it; null where all that waits is of partitions that are at work. */
    private PolledBatch taken() {
        PolledBatch batch = new PolledBatch();
        int share = share();
        Set<TopicPartition> passedOver = new HashSet<>();
        atWork.forEach(other -> passedOver.addAll(other.partitions()));
        for (Iterator<PolledPart> parts = waiting.iterator(); parts.hasNext() && !batch.reaches(limits); ) {
            PolledPart part = parts.next();
            if (passedOver.contains(part.partition())) {
                continue;
            }
            if (batch.isEmpty() || batch.takes(part, share, limits)) {
                batch.add(part);
                parts.remove();
            } else {
                passedOver.add(part.partition());
            }
        }
        return batch.isEmpty() ? null : batch;
    }

    /** How many partitions a batch may have, so that others are left for those beside it. */
    private int share() {
        Set<TopicPartition> open = new HashSet<>();
        atWork.forEach(batch -> open.addAll(batch.partitions()));
        waiting.forEach(part -> open.add(part.partition()));
        return isMuch() ? (open.size() + sideBySide - 1) / sideBySide : open.size();
    }

    private boolean isMuch() {
        int messages = waiting.stream().mapToInt(PolledPart::size).sum()
                + atWork.stream().mapToInt(PolledBatch::size).sum();
        return messages > LITTLE;
    }

    private Stream<PolledPart> free() {
        return waiting.stream().filter(part -> atWork.stream()
                .noneMatch(batch -> batch.partitions().contains(part.partition())));
    }

    // Twice what can be at work: the broker sends one partition after the other, and each batch takes from its own.
    private boolean hasRoom() {
        return waiting.stream().mapToInt(PolledPart::size).sum() < 2 * sideBySide * limits.messages()
                && waiting.stream().mapToLong(PolledPart::bytes).sum() < sideBySide * limits.bytes();
    }
}
