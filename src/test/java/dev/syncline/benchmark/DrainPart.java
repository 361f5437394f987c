package dev.syncline.benchmark;

import dev.syncline.outbox.OutboxRecord;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** From the topic to committed, acked and past the offset, next to hand-written loops over the same messages. */
final class DrainPart {

    private static final int BATCH = 1_000;
    private static final String BARE = "bare";
    private static final String PER_RECORD = "per_record";

    private final Site site;
    private final Workload workload;
    private final Results results;
    private final List<String> jvm;

    DrainPart(Site site, Workload workload, Results results, List<String> jvm) {
        this.site = site;
        this.workload = workload;
        this.results = results;
        this.jvm = jvm;
    }

    void run() throws SQLException, IOException {
        start(2);
        found();
        for (Mix mix : Mix.values()) {
            if (Sizes.asksForMix(mix)) {
                measure(mix, 2, false);
            }
        }
        if (Sizes.asksFor("drain-1")) {
            start(1);
            warmUp(Sizes.WARM_UP, index -> workload.next(Mix.NO_CONFLICTS));
            measure(Mix.NO_CONFLICTS, 1, true);
        }
    }

    private void start(int threads) {
        site.startService(jvm, Map.of("syncline.engine.concurrency", Integer.toString(threads)));
    }

    /** Makes the records that the changes are about; both sides warm up on them, until compilers have done their work. */
    private void found() throws SQLException, IOException {
        site.execute(BareLoop.tables(BARE));
        site.execute(BareLoop.tables(PER_RECORD));
        warmUp(workload.keys(), workload::founding);
        site.execute("insert into per_record.bare_record select * from bare.bare_record", "analyze");
        warmUp(Sizes.WARM_UP, index -> workload.next(Mix.NO_CONFLICTS));
    }

    private void warmUp(int changes, IntFunction<OutboxRecord> change) throws SQLException, IOException {
        site.pauseEngine();
        Map<TopicPartition, Long> begin = site.ends(Site.OUTBOX);
        try (Producing outbox = new Producing(site)) {
            outbox.produce(changes, change);
        }
        bare(BARE, 2, BATCH, begin, Long.MAX_VALUE);
        service(begin);
    }

    private void measure(Mix mix, int threads, boolean perRecordToo) throws SQLException, IOException {
        List<Double> service = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        List<Double> perRecord = new ArrayList<>();
        for (int round = 0; round <= Sizes.ROUNDS; round++) {
            site.pauseEngine();
            Map<TopicPartition, Long> begin = site.ends(Site.OUTBOX);
            try (Producing outbox = new Producing(site)) {
                outbox.produce(Sizes.DRAIN, index -> workload.next(mix));
            }
            double bareRate = 0;
            double perRecordRate = 0;
            if (round % 2 == 0) {
                bareRate = bare(BARE, threads, BATCH, begin, Long.MAX_VALUE);
            }
            if (perRecordToo) {
                perRecordRate = bare(PER_RECORD, 1, 1, begin, Sizes.PER_RECORD);
            }
            double serviceRate = service(begin);
            if (round % 2 == 1) {
                bareRate = bare(BARE, threads, BATCH, begin, Long.MAX_VALUE);
            }
            System.out.printf(
                    "  %s, %d threads: service %.0f, bare loop %.0f, per record %.0f%n",
                    mix.text, threads, serviceRate, bareRate, perRecordRate);
            // The first round warms up.
            if (round > 0) {
                service.add(serviceRate);
                bare.add(bareRate);
                perRecord.add(perRecordRate);
            }
        }
        String what = mix.text + ", " + threads + (threads == 1 ? " thread" : " threads");
        double rate = Results.median(service);
        results.add("drain", what, "changes/s", rate, "bare full loop", Results.median(bare));
        if (perRecordToo) {
            results.add("drain", what, "changes/s", rate, "one transaction a record", Results.median(perRecord));
        }
    }

    private double service(Map<TopicPartition, Long> begin) {
        Map<TopicPartition, Long> acksBefore = site.ends(Site.ACKS);
        long messages = Math.max(1, Site.sum(site.ends(Site.OUTBOX)) - Site.sum(begin));
        Duration serviceCpu = site.serviceCpu();
        Duration databaseCpu = site.databaseCpu();
        long begun = System.nanoTime();
        site.resumeEngine();
        site.awaitDrained();
        double seconds = Nanos.seconds(begun);
        System.out.printf(
                "  computed for a change: service %d us, database %d us%n",
                site.serviceCpu().minus(serviceCpu).toNanos() / 1_000 / messages,
                site.databaseCpu().minus(databaseCpu).toNanos() / 1_000 / messages);
        long acks = Site.sum(site.ends(Site.ACKS)) - Site.sum(acksBefore);
        if (acks < messages) {
            throw new IllegalStateException(messages + " changes, but " + acks + " acks");
        }
        return messages / seconds;
    }

    private double bare(String schema, int threads, int batch, Map<TopicPartition, Long> begin, long atMost)
            throws SQLException {
        Map<TopicPartition, Long> ends = site.ends(Site.OUTBOX);
        List<BareLoop> loops = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int own = thread;
            loops.add(new BareLoop(
                    site,
                    schema,
                    batch,
                    IntStream.range(0, Sizes.PARTITIONS)
                            .filter(partition -> partition % threads == own)
                            .boxed()
                            .toList()));
            loops.get(thread).standAt(begin);
        }
        Duration databaseCpu = site.databaseCpu();
        long begun = System.nanoTime();
        List<CompletableFuture<Long>> running =
                loops.stream().map(loop -> running(loop, ends, atMost)).toList();
        long done = running.stream().mapToLong(CompletableFuture::join).sum();
        double seconds = Nanos.seconds(begun);
        System.out.printf(
                "  computed for a change: database %d us%n",
                site.databaseCpu().minus(databaseCpu).toNanos() / 1_000 / Math.max(1, done));
        for (BareLoop loop : loops) {
            loop.close();
        }
        return done / seconds;
    }

    private static CompletableFuture<Long> running(BareLoop loop, Map<TopicPartition, Long> ends, long atMost) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        new Thread(
                        () -> {
                            try {
                                done.complete(loop.run(ends, atMost));
                            } catch (SQLException | IOException | RuntimeException e) {
                                done.completeExceptionally(e);
                            }
                        },
                        "bare-loop")
                .start();
        return done;
    }
}
