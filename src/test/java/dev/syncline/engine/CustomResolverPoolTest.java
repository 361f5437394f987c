package dev.syncline.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Stamp;
import dev.syncline.resolve.CustomResolver;
import dev.syncline.retry.StoppingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a resolver does costs its own change, what others do costs it nothing, and a stop costs no change at all. */
@Timeout(60)
class CustomResolverPoolTest {

    private static final int CALLS = 2_000;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final ExecutorService lanes = Executors.newCachedThreadPool();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private CustomResolverPool pool;

    @AfterEach
    void end() {
        release.countDown();
        lanes.shutdownNow();
        pool.stop();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void asManyLanesAsThreadsAreAllAnswered(int threads) throws Exception {
        pool = pool(LONG, threads, conflict -> CustomResolver.Resolution.of(conflict.mine()));
        List<Future<?>> busy = new ArrayList<>();
        for (int lane = 0; lane < threads; lane++) {
            busy.add(lanes.submit(() -> {
                for (int call = 0; call < CALLS; call++) {
                    assertAnswered("quick");
                }
            }));
        }
        for (Future<?> lane : busy) {
            lane.get();
        }
    }

    @Test
    void aResolverThatHangsKeepsItsOwnPlaceAndNoOther() {
        pool = pool(SHORT, 2, this::hangingWhereAskedTo);

        assertFails("did not answer within", "hang");
        assertAnswered("quick");
        assertFails("did not answer within", "hang");
        assertFails("every thread for custom resolvers is taken", "quick");

        release.countDown();
        await().ignoreExceptions().untilAsserted(() -> {
            assertAnswered("quick");
            assertAnswered("hang");
        });
    }

    static Stream<Object> noJson() {
        return Stream.of(Instant.EPOCH, Double.NaN, 1L << 53, Map.of(1, "one"), new StringBuilder("text"));
    }

    @ParameterizedTest
    @MethodSource("noJson")
    void anAnswerThatIsNoJsonIsTheResolversFailure(Object value) {
        pool = pool(LONG, 1, conflict -> CustomResolver.Resolution.of(Map.of("title", value)));

        assertFails("threw an exception", "quick");
    }

    @Test
    void aLaneThatIsStoppedWhileItsResolverRunsLeavesTheChange() throws Exception {
        pool = pool(LONG, 1, this::hangingWhereAskedTo);
        Future<Boolean> lane = lanes.submit(() -> {
            assertStopping();
            return Thread.currentThread().isInterrupted();
        });
        asked.await();

        lanes.shutdownNow();

        assertTrue(lane.get(), "whoever waits next is to stop too");
    }

    @Test
    void aPoolThatIsStoppedWhileAResolverRunsLeavesTheChangeAndAllBehindIt() throws Exception {
        pool = pool(LONG, 1, conflict -> {
            asked.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
            return CustomResolver.Resolution.of(conflict.mine());
        });
        Future<?> lane = lanes.submit(this::assertStopping);
        asked.await();

        pool.stop();

        lane.get();
        assertStopping();
    }

    private static CustomResolverPool pool(Duration deadline, int threads, CustomResolver resolver) {
        return new CustomResolverPool(name -> Optional.of(resolver), deadline, threads);
    }

    /** Answers with mine; where its title says so not before it may, whoever interrupts. */
    private CustomResolver.Resolution hangingWhereAskedTo(CustomResolver.Conflict conflict) {
        if (conflict.mine().get("title").equals("hang")) {
            asked.countDown();
            boolean over = false;
            while (!over) {
                try {
                    release.await();
                    over = true;
                } catch (InterruptedException ignored) {
                    // as a resolver may
                }
            }
        }
        return CustomResolver.Resolution.of(conflict.mine());
    }

    private CustomResolver.Resolution resolve(String title) {
        Map<String, Object> mine = Map.of("title", title);
        Change change = new Change(new UUID(0, 1), ChangeType.CREATE, "task", "t-1", mine, null, 0L, 1, null);
        return pool.resolve(
                "any",
                new CustomResolver.Conflict(
                        change,
                        null,
                        mine,
                        Map.of("title", "theirs"),
                        new Stamp(2, "phone", new UUID(0, 1)),
                        new Stamp(1, "tablet", new UUID(0, 2))));
    }

    private void assertAnswered(String title) {
        assertEquals(Map.of("title", title), resolve(title).data());
    }

    private void assertFails(String how, String title) {
        String message = assertThrows(ResolverFailedException.class, () -> resolve(title))
                .getMessage();
        assertTrue(message.contains(how), message);
    }

    private void assertStopping() {
        assertThrows(StoppingException.class, () -> resolve("hang"));
    }
}
