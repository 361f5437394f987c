package dev.syncline.stream;

import dev.syncline.change.Origin;
import dev.syncline.security.Caller;
import dev.syncline.store.Epoch;
import dev.syncline.store.FeedCursor;
import java.time.Instant;
import java.util.Optional;

/**
 * A stream that a caller may have, before its first block.
 *
 * @param client whose acks it tells; null for nobody's
 * @param end where the feed ends now
 * @param expiry when the caller's token ends
 */
record OpenStream(Caller caller, Origin client, Epoch epoch, StreamId start, FeedCursor end, Optional<Instant> expiry) {

    StreamReader reader(Outlet outlet) {
        return new StreamReader(caller, client, epoch, start, outlet);
    }
}
