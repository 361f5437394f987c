package dev.syncline.benchmark;

import static org.awaitility.Awaitility.await;

import dev.syncline.outbox.OutboxRecord;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * From the time that a push was to be sent at a steady rate to the last of its acks, next to the shortest way there is:
 * produce, consume, note the ids in a table, commit; to the commit of the last of the same changes.
 */
final class LatencyPart {

    private static final String FLOOR_TOPIC = "benchmark.latency";
    private static final int A_PUSH = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** At this rate it takes so long until all that a push needs has come to the optimizing compiler, which takes half a core. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private static final double[] QUANTILES = {0.5, 0.99, 0.999};

    private final Site site;
    private final Workload workload;
    private final Results results;
    private final List<String> jvm;

    LatencyPart(Site site, Workload workload, Results results, List<String> jvm) {
        this.site = site;
        this.workload = workload;
        this.results = results;
        this.jvm = jvm;
    }

    private interface Sending {
        void send(List<OutboxRecord> changes, long due, boolean counts) throws IOException;
    }

    void run() throws InterruptedException {
        site.startService(jvm, Map.of());
        site.createTopic(FLOOR_TOPIC);
        site.execute("drop table if exists bare_latency", "create table bare_latency (change_id uuid primary key)");
        new Pushes(site).warmUp(workload, A_PUSH);
        floor(Sizes.STEADY);
        service(WARM_UP);
        List<List<Double>> service = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<List<Double>> floor = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < Math.min(3, Sizes.ROUNDS); round++) {
            if (round % 2 == 0) {
                add(floor, floor(Sizes.STEADY));
            }
            add(service, service(Sizes.STEADY));
            if (round % 2 == 1) {
                add(floor, floor(Sizes.STEADY));
            }
        }
        for (int index = 0; index < QUANTILES.length; index++) {
            results.add(
                    "latency",
                    String.format("p%s at %d changes/s", Double.toString(QUANTILES[index] * 100), Sizes.RATE),
                    "ms",
                    Results.median(service.get(index)),
                    "produce, consume, commit",
                    Results.median(floor.get(index)));
        }
    }

    private static void add(List<List<Double>> quantiles, List<Long> delays) {
        List<Long> sorted = delays.stream().sorted().toList();
        for (int index = 0; index < QUANTILES.length; index++) {
            quantiles.get(index).add(sorted.get((int) (QUANTILES[index] * (sorted.size() - 1))) / 1e6);
        }
    }

    private List<Long> service(Duration length) throws InterruptedException {
        ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();
        Pushes pushes = new Pushes(site);
        steadily(length, (changes, due, counts) -> {
            pushes.send(Pushes.body(changes), "plain", true);
            if (counts) {
                delays.add(System.nanoTime() - due);
            }
        });
        return List.copyOf(delays);
    }

    private List<Long> floor(Duration length) throws InterruptedException {
        ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();
        Map<String, Outstanding> sent = new ConcurrentHashMap<>();
        try (KafkaProducer<byte[], byte[]> producer = Producing.bare(site);
                Floor consumer = new Floor(site, sent, delays)) {
            steadily(length, (changes, due, counts) -> {
                Outstanding push = new Outstanding(due, counts, new AtomicInteger(changes.size()));
                for (OutboxRecord change : changes) {
                    sent.put(change.change().id().toString(), push);
                    var message = Producing.message(FLOOR_TOPIC, change);
                    message.headers().add("id", change.change().id().toString().getBytes());
                    producer.send(message);
                }
            });
            producer.flush();
            await("all is heard").atMost(PATIENCE).until(sent::isEmpty);
        }
        return List.copyOf(delays);
    }

    /** Whoever is late counts from when it was due; the first second, in which connections are made, does not count. */
    private void steadily(Duration length, Sending sending) throws InterruptedException {
        ExecutorService senders = Executors.newFixedThreadPool(64);
        ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();
        long each = TimeUnit.SECONDS.toNanos(1) * A_PUSH / Sizes.RATE;
        long begun = System.nanoTime();
        long uncounted = TimeUnit.SECONDS.toNanos(1) / each;
        long count = uncounted + length.toNanos() / each;
        for (long push = 0; push < count; push++) {
            long due = begun + push * each;
            boolean counts = push >= uncounted;
            List<OutboxRecord> changes = workload.creates(A_PUSH);
            Nanos.await(due);
            senders.execute(() -> {
                try {
                    sending.send(changes, due, counts);
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
            });
        }
        senders.shutdown();
        if (!senders.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("pushes did not come back within a minute");
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " pushes failed", failures.peek());
        }
    }

    /** What of a push is not committed yet. */
    private record Outstanding(long due, boolean counts, AtomicInteger changes) {

        boolean isLast() {
            return changes.decrementAndGet() == 0;
        }
    }

    /** The other end of the shortest way. */
    private static final class Floor implements AutoCloseable {

        private final Site site;
        private final Map<String, Outstanding> sent;
        private final ConcurrentLinkedQueue<Long> delays;
        private final Map<TopicPartition, Long> begin;
        private final Thread thread = new Thread(this::consume, "bare-latency");
        private volatile boolean closed;

        Floor(Site site, Map<String, Outstanding> sent, ConcurrentLinkedQueue<Long> delays) {
            this.site = site;
            this.sent = sent;
            this.delays = delays;
            // Before anything is sent, or what comes first would be passed over.
            this.begin = site.ends(FLOOR_TOPIC);
            thread.start();
        }

        private void consume() {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                            Map.of("bootstrap.servers", site.kafka(), "group.id", "bare-latency"),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer());
                    Connection connection = site.connect();
                    PreparedStatement insert =
                            connection.prepareStatement("insert into bare_latency select unnest(?::uuid[])")) {
                connection.setAutoCommit(false);
                consumer.assign(begin.keySet());
                begin.forEach(consumer::seek);
                while (!closed) {
                    ConsumerRecords<byte[], byte[]> batch = consumer.poll(Duration.ofMillis(100));
                    if (!batch.isEmpty()) {
                        List<String> ids = new ArrayList<>();
                        for (ConsumerRecord<byte[], byte[]> message : batch) {
                            ids.add(new String(
                                    message.headers().lastHeader("id").value()));
                        }
                        insert.setArray(
                                1,
                                connection.createArrayOf(
                                        "uuid",
                                        ids.stream().map(UUID::fromString).toArray()));
                        insert.executeUpdate();
                        connection.commit();
                        long now = System.nanoTime();
                        for (String id : ids) {
                            Outstanding push = sent.remove(id);
                            if (push.isLast() && push.counts()) {
                                delays.add(now - push.due());
                            }
                        }
                        consumer.commitAsync();
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws InterruptedException {
            closed = true;
            thread.join();
        }
    }
}
