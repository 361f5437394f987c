package dev.syncline.acks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How requests wait for acks. */
@ConfigMapping(prefix = "syncline.waiting")
public interface WaitSettings {

    /** Changes and clients awaited at once, over all requests of an instance; beyond it a long poll is answered 503. */
    @WithDefault("100000")
    int maxAwaited();

    /** How often a waiting request looks by itself, should no message wake it. */
    @WithDefault("1s")
    Duration recheck();

    /** How soon it looks again for an outcome that is committed but still held back by an open writer. */
    @WithDefault("30ms")
    Duration recheckHeldBack();

    /** Looks into the database that run at once for waiting requests; the others wait their turn. */
    @WithDefault("4")
    int concurrentChecks();
}
