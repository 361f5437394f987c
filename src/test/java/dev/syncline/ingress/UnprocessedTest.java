package dev.syncline.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.acks.AckListener;
import dev.syncline.outbox.QueueSample;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant has the places it is due, and gets back those of which nothing is heard any more. */
class UnprocessedTest {

    private static final String TENANT = "acme";
    private static final int LIMIT = 10;

    private QueueSample latest;
    private int samples;
    private final Unprocessed unprocessed = new Unprocessed(() -> Optional.ofNullable(latest));

    /** The steps before the last one leave what it finds; {@code queue} is how deep the whole queue is seen. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "take 10, true",
        "take 11, false",
        "take 10; take 1, false",
        "take 10; durable 10; answered 3; take 3, true",
        "take 10; durable 10; answered 3; take 4, false",
        "take 10; refused 10; take 10, true",
        // Answered before the broker's own answer is here.
        "take 10; answered 10; durable 10; take 10, true",
        // The queue is not known yet.
        "take 10; durable 10; take 1, false",
        // A sample that may have been made before the changes came; then one that was not.
        "take 10; durable 10; queue 0; take 1, false",
        "take 10; durable 10; queue 0; take 1; queue 0; take 10, true",
        "take 10; durable 10; queue 4; take 1; queue 4; take 6, true",
        "take 10; durable 10; queue 4; take 1; queue 4; take 7, false",
        // Nobody else's may be in it, and then none is lost.
        "take 10; durable 10; queue 10; take 1; queue 10; take 1, false",
        // The broker takes long, and no sample has what it has not taken yet.
        "take 10; queue 0; take 1; queue 0; take 1, false",
        "take 4; durable 4; take 6; queue 0; take 1; queue 0; take 4, true",
        "take 4; durable 4; take 6; queue 0; take 1; queue 0; take 5, false",
        // No sample lets more than the limit pass, however long it is the latest.
        "take 10; durable 10; queue 0; take 1; queue 0; take 10; take 1, false",
        "take 10; durable 10; queue 0; take 1; queue 0; take 10; durable 10; take 1, false",
        "take 10; durable 10; queue 0; take 1; queue 0; take 10; durable 10; queue 0; take 1, false",
        // What was counted down and is heard of after all.
        "take 10; durable 10; queue 0; take 1; queue 0; take 5; durable 5; answered 12; take 10, true"
    })
    void takesPlaces(String steps, boolean taken) {
        boolean last = false;
        for (String step : steps.split("; ")) {
            String[] words = step.split(" ");
            last = happens(words[0], Integer.parseInt(words[1]));
        }
        assertEquals(taken, last);
    }

    private boolean happens(String what, int count) {
        switch (what) {
            case "take" -> {
                return unprocessed.tryTake(TENANT, count, LIMIT);
            }
            case "durable" -> unprocessed.durable(TENANT, count);
            case "refused" -> unprocessed.giveBack(TENANT, count);
            case "answered" -> unprocessed.answered(new AckListener.OwnChangesAnswered(TENANT, count));
            case "queue" -> latest = new QueueSample(count, null, 0, Instant.ofEpochSecond(samples++));
            default -> throw new IllegalArgumentException(what);
        }
        return false;
    }

    @Test
    void aTenantAtItsLimitIsNoReasonToRefuseAnother() {
        unprocessed.tryTake(TENANT, LIMIT, LIMIT);

        assertEquals(true, unprocessed.tryTake("another", LIMIT, LIMIT));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAClientThatHangsUpHasOnItsWayIsCountedWhenTheBrokerAnswers(boolean taken) {
        unprocessed.tryTake(TENANT, LIMIT, LIMIT);
        CompletableFuture<Void> broker = new CompletableFuture<>();
        Cancellable client = unprocessed
                .counted(TENANT, LIMIT, Uni.createFrom().completionStage(broker))
                .subscribe()
                .with(item -> {}, failure -> {});
        client.cancel();
        lookTwice();
        assertEquals(false, unprocessed.tryTake(TENANT, 1, LIMIT));

        if (taken) {
            broker.complete(null);
        } else {
            broker.completeExceptionally(new IllegalStateException("away"));
        }

        lookTwice();
        assertEquals(true, unprocessed.tryTake(TENANT, LIMIT, LIMIT));
    }

    private void lookTwice() {
        happens("queue", 0);
        unprocessed.tryTake(TENANT, 0, LIMIT - 1);
        happens("queue", 0);
    }

    @Test
    void howeverManyAskAtOnceNoMoreThanTheLimitPass() {
        List.of("take 10", "durable 10", "queue 0", "take 1", "queue 0")
                .forEach(step -> happens(step.split(" ")[0], Integer.parseInt(step.split(" ")[1])));
        AtomicInteger passed = new AtomicInteger();

        IntStream.range(0, 10_000).parallel().forEach(each -> {
            if (unprocessed.tryTake(TENANT, 1, LIMIT)) {
                passed.incrementAndGet();
                unprocessed.durable(TENANT, 1);
            }
        });

        assertEquals(LIMIT, passed.get());
    }
}
