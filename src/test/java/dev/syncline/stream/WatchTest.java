package dev.syncline.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.security.Caller;
import dev.syncline.settings.Settings;
import dev.syncline.settings.SettingsOf;
import dev.syncline.store.Epoch;
import dev.syncline.store.FeedCursor;
import dev.syncline.store.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of a client that takes nothing, before and after its stream has ended. */
class WatchTest {

    private static final Settings.Stream SETTINGS = SettingsOf.properties("stream.heartbeat", "15s").stream();
    private static final byte[] STATUS = {};
    private static final Instant BEGUN = Instant.EPOCH;
    private static final Instant EXPIRY = BEGUN.plusSeconds(20);

    /** A way on which everything is, until the client takes it. */
    private static final class Stalled implements Outlet {

        private boolean idle;
        private boolean ended;
        private int dropped;

        @Override
        public boolean fits(long bytes) {
            return false;
        }

        @Override
        public void send(List<Part> parts) {}

        @Override
        public void whenIdle(Runnable task) {}

        @Override
        public long taken() {
            return 0;
        }

        @Override
        public boolean isIdle() {
            return idle;
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void drop() {
            dropped++;
        }

        @Override
        public void gone() {}
    }

    private final Stalled outlet = new Stalled();
    private final StreamReader reader = new StreamReader(
            new Caller("acme", "alice", Set.of()),
            null,
            new Epoch(1, "00000001"),
            new StreamId(FeedCursor.at(Position.START), null),
            outlet);

    private void lookAfter(Watch watch, int seconds) {
        watch.look(BEGUN.plus(Duration.ofSeconds(seconds)), STATUS);
    }

    private Watch watch(Optional<Instant> expiry) {
        return new Watch(reader, expiry, STATUS, BEGUN, SETTINGS);
    }

    @Test
    void whoTakesNothingFromOneHeartbeatToTheNextIsDropped() {
        Watch watch = watch(Optional.empty());
        lookAfter(watch, 14);
        assertEquals(0, outlet.dropped);
        lookAfter(watch, 15);
        assertEquals(1, outlet.dropped);
    }

    @Test
    void whoStillTakesNothingAHeartbeatAfterTheStreamHasEndedIsDropped() {
        Watch watch = watch(Optional.of(EXPIRY));
        outlet.idle = true;
        lookAfter(watch, 15);
        outlet.idle = false;
        lookAfter(watch, 20);
        assertEquals(true, outlet.ended);
        lookAfter(watch, 21);
        lookAfter(watch, 35);
        assertEquals(0, outlet.dropped);
        lookAfter(watch, 36);
        assertEquals(1, outlet.dropped);
    }

    @Test
    void whoHasTakenAllByThenIsLeftAlone() {
        Watch watch = watch(Optional.of(EXPIRY));
        outlet.idle = true;
        lookAfter(watch, 20);
        lookAfter(watch, 21);
        lookAfter(watch, 60);
        assertEquals(0, outlet.dropped);
    }
}
