package dev.syncline.benchmark;

import dev.syncline.change.Fingerprint;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.resolve.TextMerge;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a change costs apart from broker and database: reading and writing its message, telling a resend, merging. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class PureParts {

    private static final String BASE = "milk\neggs\nbread\nbutter\ncheese\napples\npears\nrice\n";
    private static final String MINE = BASE.replace("milk", "oat milk");
    private static final String THEIRS = BASE.replace("pears", "pears, ripe ones") + "tea\n";

    private final OutboxRecord change = new Workload(1).founding(0);
    private final byte[] message = OutboxCodec.encode(change);
    private final String version = new String(OutboxCodec.schemaVersion(), StandardCharsets.UTF_8);

    @Benchmark
    public byte[] encodeOutboxMessage() {
        return OutboxCodec.encode(change);
    }

    @Benchmark
    public Object decodeOutboxMessage() {
        return OutboxCodec.decode(version, message);
    }

    @Benchmark
    public UUID fingerprint() {
        return Fingerprint.of(change.origin(), change.change());
    }

    @Benchmark
    public Object mergeTexts() {
        return TextMerge.merge(BASE, MINE, THEIRS, true);
    }
}
