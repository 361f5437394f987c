package dev.syncline.benchmark;

import static org.awaitility.Awaitility.await;

import dev.syncline.bench.Creation;
import dev.syncline.bench.Listeners;
import dev.syncline.json.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** How soon open streams hear of a change, all of one tenant, and what the service takes meanwhile. */
final class StreamsPart {

    private static final int PUSHES_A_SECOND = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Site site;
    private final Results results;
    private final List<String> jvm;

    StreamsPart(Site site, Results results, List<String> jvm) {
        this.site = site;
        this.results = results;
        this.jvm = jvm;
    }

    void run() throws IOException, InterruptedException {
        site.startService(jvm, Map.of());
        site.awaitDrained();
        Pushes pushes = new Pushes(site);
        try (Listeners listeners = new Listeners()) {
            for (int number = 0; number < Sizes.STREAMS; number++) {
                listeners.add(site.service().address(), site.token("listener-" + number));
            }
            await().atMost(PATIENCE).until(() -> listeners.open() == Sizes.STREAMS);
            long count = Sizes.STEADY.toSeconds() * PUSHES_A_SECOND;
            long begun = System.nanoTime();
            for (long push = 0; push < count; push++) {
                long due = begun + push * TimeUnit.SECONDS.toNanos(1) / PUSHES_A_SECOND;
                Nanos.await(due);
                pushes.send(body(), "plain", false);
            }
            await().atMost(PATIENCE).until(() -> listeners.heard() >= count * Sizes.STREAMS);
            String what = Sizes.STREAMS + " streams, " + PUSHES_A_SECOND + " changes/s, ";
            results.add("streams", what + "p50", "ms", listeners.delay(0.5), null, 0);
            results.add("streams", what + "p99", "ms", listeners.delay(0.99), null, 0);
            results.add(
                    "memory",
                    "resident, " + Sizes.STREAMS + " streams",
                    "MiB",
                    FootprintPart.residentMebibytes(site.service().pid()),
                    null,
                    0);
        }
    }

    private static byte[] body() {
        Map<String, Object> data = Map.of("text", "x", Listeners.PUSHED_AT, Long.toString(System.nanoTime()));
        return JsonWriter.writeBytes(
                Creation.push("pusher-phone", UUID.randomUUID().toString(), "s-" + UUID.randomUUID(), data));
    }
}
