package dev.syncline.feed;

import dev.syncline.store.FeedHorizon;
import java.time.Duration;
import java.time.Instant;

/** How long one transaction has held back the feed's horizon, from looks at it. */
final class HeldBack {

    private FeedHorizon held;
    private Instant since;

    /** The age as of this look; zero where nothing is held back, or by another transaction than before. */
    Duration seen(FeedHorizon horizon, Instant now) {
        if (!horizon.isHeldBack()) {
            held = null;
            return Duration.ZERO;
        }
        if (held == null || held.oldestOpen() != horizon.oldestOpen()) {
            held = horizon;
            since = now;
        }
        Duration age = Duration.between(since, now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
