package dev.syncline.ingress;

import dev.syncline.settings.Settings;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** What the pushes at work may take of the heap: a quarter for bodies that arrive, the rest for what is made of them. */
@ApplicationScoped
class PushMemory {

    /**
     * What a push takes at most for each byte of its JSON, until its changes are handed over: nothing that JSON can say
     * takes more than {@code {}} and its comma, or {@code {"":{"":...}}}, of whose few bytes an object each comes.
     */
    static final int COST = 34;

    // A push waits for its memory as long as a few large ones take, while there are threads for other calls.
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MOST_WAITING = 50;

    private final ByteBudget bodies;
    private final ByteBudget work;

    @Inject
    PushMemory(Settings settings) {
        this(settings.limits()
                .pushMemory()
                .map(MemorySize::asLongValue)
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / 2));
    }

    private PushMemory(long bytes) {
        this.bodies = budget(bytes / 4);
        this.work = budget(bytes - bytes / 4);
    }

    private static ByteBudget budget(long bytes) {
        return new ByteBudget(bytes, bytes / 2, PATIENCE, MOST_WAITING);
    }

    /** For a body as it arrives. */
    ByteBudget bodies() {
        return bodies;
    }

    /** For the same decoded, and all that is made of it; a byte of it takes {@link #COST}. */
    ByteBudget work() {
        return work;
    }
}
