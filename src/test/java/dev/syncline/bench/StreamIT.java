package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A stream on one instance tells what the other commits, and nothing twice, through stops and kills of either. */
@LongHaul
class StreamIT {

    private static final String TENANT = "streams";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int EACH_TIME = 10;

    private final List<String> pushed = new ArrayList<>();

    @Test
    void hearsWithinASecondWhatTheOtherCommitsThroughRestartsOfEither() {
        try (Bench bench = Bench.start("stream")) {
            ServiceProcess near = bench.newService();
            ServiceProcess far = bench.newService();
            near.start();
            far.start();
            near.awaitReady();
            far.awaitReady();
            Wire wire = bench.wireOf(TENANT, "alice");
            try (Follower follower = new Follower(near.address(), bench.token(TENANT, "bob"))) {
                awaitConnected(follower);
                tellSoon(wire, far, follower);

                far.stop();
                push(wire, near);
                far.start();
                far.awaitReady();
                push(wire, far);
                awaitAll(follower);
                tellSoon(wire, far, follower);

                far.kill();
                push(wire, near);
                far.start();
                far.awaitReady();
                push(wire, far);
                awaitAll(follower);
                tellSoon(wire, far, follower);

                near.stop();
                await().atMost(PATIENCE).until(() -> !follower.isConnected());
                assertEquals(1, follower.endsInOrder(), "a stop ends a stream in order");
                assertEquals(0, follower.endsBrokenOff());
                push(wire, far);
                near.start();
                near.awaitReady();
                awaitConnected(follower);
                awaitAll(follower);
                tellSoon(wire, far, follower);

                near.kill();
                push(wire, far);
                near.start();
                near.awaitReady();
                awaitConnected(follower);
                awaitAll(follower);
                tellSoon(wire, far, follower);
            }
        }
    }

    private static void awaitConnected(Follower follower) {
        await("the stream is open").atMost(PATIENCE).until(follower::isConnected);
    }

    /** Waits first for an engine that a rebalance may hold up; from the commit on, every change is there soon. */
    private void tellSoon(Wire wire, ServiceProcess service, Follower follower) {
        push(wire, service);
        awaitAll(follower);
        Duration slowest = Duration.ZERO;
        for (int number = 0; number < EACH_TIME; number++) {
            String id = push(wire, service);
            long committed = System.nanoTime();
            awaitAll(follower);
            Duration taken = Duration.ofNanos(follower.heardAt(id) - committed);
            slowest = taken.compareTo(slowest) > 0 ? taken : slowest;
        }
        System.out.printf("slowest of %d after its commit: %d ms%n", EACH_TIME, slowest.toMillis());
        assertTrue(slowest.compareTo(Duration.ofSeconds(1)) < 0, "told after " + slowest);
    }

    /** Returns once it is committed. */
    private String push(Wire wire, ServiceProcess service) {
        String entityId = "m-" + pushed.size();
        Map<String, Object> body =
                Creation.push("phone", UUID.randomUUID().toString(), entityId, Map.of("text", entityId));
        await(entityId + " is committed").atMost(PATIENCE).until(() -> wire.post(
                        service.address(), "/api/v1/changes", body, false, "wait=10")
                .map(Wire.Answer::status)
                .equals(Optional.of(200)));
        pushed.add(entityId);
        return entityId;
    }

    private void awaitAll(Follower follower) {
        await("all is heard")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> follower.heard().size() >= pushed.size());
        assertEquals(pushed, follower.heard());
    }
}
