package dev.syncline.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Answers what the batches of one consumer did, in their order, while the engine is at the next: it needs the database, and
 * answers the broker. Once a step has failed none goes on: the offset of a later batch is committed for all before it, and
 * those would never be answered. For one thread at a time.
 */
final class Answering {

    private final Executor threads;
    private CompletableFuture<Void> steps = CompletableFuture.completedFuture(null);

    Answering(Executor threads) {
        this.threads = threads;
    }

    /**
     * Begins a step; waits for those before it, so that what is applied and not answered stays little.
     *
     * @throws RuntimeException what one of those failed with
     */
    void next(Runnable step) {
        try {
            steps.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
        steps = CompletableFuture.runAsync(step, threads);
    }

    /** Once the steps so far are done, the one happens; where one of them fails, the other. */
    void then(Runnable done, Consumer<Throwable> failed) {
        steps = steps.thenRun(done);
        steps.whenComplete((nothing, failure) -> {
            if (failure != null) {
                failed.accept(failure instanceof CompletionException ? failure.getCause() : failure);
            }
        });
    }

    /** Happens once no step is at work any more. */
    void finallyDo(Runnable end) {
        steps.whenComplete((nothing, failure) -> end.run());
    }
}
