package dev.syncline.acks;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** How long a waiting request goes without a look by itself: the longer the more wait, as all of them share the looks. */
final class Rechecks {

    /** Two hundred a second are a small part of what the lookers can do. */
    static final Duration APART = Duration.ofMillis(5);

    private final Duration least;
    private final AtomicInteger waiting = new AtomicInteger();

    Rechecks(Duration least) {
        this.least = least;
    }

    void begin() {
        waiting.incrementAndGet();
    }

    void end() {
        waiting.decrementAndGet();
    }

    Duration least() {
        return least;
    }

    Duration delay() {
        Duration shared = APART.multipliedBy(waiting.get());
        return shared.compareTo(least) > 0 ? shared : least;
    }
}
