package dev.syncline.stream;

import dev.syncline.settings.Settings;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Looks after one stream from time to time: that its client hears something, takes what it is sent, and may listen. */
final class Watch {

    private final StreamReader reader;
    private final Optional<Instant> expiry;
    private final Settings.Stream settings;

    private byte[] status;
    private Instant lastHeartbeat;
    private long takenAtHeartbeat;
    private boolean toldExpiry;
    private Instant leftAt;

    /** @param status what the stream began with */
    Watch(StreamReader reader, Optional<Instant> expiry, byte[] status, Instant now, Settings.Stream settings) {
        this.reader = reader;
        this.expiry = expiry;
        this.status = status;
        this.lastHeartbeat = now;
        this.settings = settings;
    }

    /** @param latest how the sync stands, as an event */
    void look(Instant now, byte[] latest) {
        if (reader.isClosed()) {
            leave(now);
            return;
        }
        if (expiry.isPresent() && !now.isBefore(expiry.get())) {
            reader.end();
            return;
        }
        tellExpiry(now);
        if (!Arrays.equals(status, latest) && reader.tell(latest)) {
            status = latest;
        }
        if (!now.isBefore(lastHeartbeat.plus(settings.heartbeat()))) {
            heartbeat(now);
        }
    }

    /** An end comes after what was sent; whoever takes nothing would keep that, and the stream's place, for ever. */
    private void leave(Instant now) {
        if (leftAt == null) {
            leftAt = now;
        }
        if (!reader.outlet().isIdle() && !now.isBefore(leftAt.plus(settings.heartbeat()))) {
            reader.drop();
        }
    }

    private void tellExpiry(Instant now) {
        if (!toldExpiry && expiry.isPresent() && !now.isBefore(expiry.get().minus(settings.expiryNotice()))) {
            toldExpiry = reader.tell(Blocks.event(
                    "token-expiring", Map.of("expiresAt", expiry.get().toEpochMilli())));
        }
    }

    private void heartbeat(Instant now) {
        long taken = reader.outlet().taken();
        if (!reader.outlet().isIdle() && taken == takenAtHeartbeat) {
            // Nothing was taken since: what waits would only grow old.
            reader.drop();
            return;
        }
        lastHeartbeat = now;
        takenAtHeartbeat = taken;
        reader.tellPlace();
    }
}
