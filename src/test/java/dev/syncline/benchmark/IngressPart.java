package dev.syncline.benchmark;

import dev.syncline.outbox.OutboxRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** From a push to its 202, the broker having all of it durably, next to a producer that sends the same messages. */
final class IngressPart {

    private static final String FLOOR_TOPIC = "benchmark.outbox";
    private static final int IN_FLIGHT = 64;
    private static final int PUSHERS = 8;

    private record Shape(int changes, String encoding) {}

    private static final List<Shape> SHAPES = List.of(
            new Shape(1, "plain"),
            new Shape(10, "plain"),
            new Shape(100, "plain"),
            new Shape(1_000, "plain"),
            new Shape(100, "gzip"),
            new Shape(100, "zstd"));

    private final Site site;
    private final Workload workload;
    private final Results results;
    private final List<String> jvm;

    IngressPart(Site site, Workload workload, Results results, List<String> jvm) {
        this.site = site;
        this.workload = workload;
        this.results = results;
        this.jvm = jvm;
    }

    void run() throws InterruptedException {
        site.startService(jvm, Map.of());
        site.createTopic(FLOOR_TOPIC);
        new Pushes(site).warmUp(workload, 1);
        // What was taken waits, so that only the ingress is at work.
        site.pauseEngine();
        for (Shape shape : SHAPES) {
            List<Double> service = new ArrayList<>();
            List<Double> floor = new ArrayList<>();
            for (int round = 0; round <= Math.min(3, Sizes.ROUNDS); round++) {
                int count = shape.changes() == 1 ? Sizes.PUSHES / 10 : Sizes.PUSHES;
                List<OutboxRecord> changes = workload.creates(count);
                double floorRate = produced(changes);
                double serviceRate = pushed(changes, shape);
                // The first round warms up.
                if (round > 0) {
                    floor.add(floorRate);
                    service.add(serviceRate);
                }
            }
            results.add(
                    "ingress",
                    shape.changes() + " a push, " + shape.encoding(),
                    "changes/s",
                    Results.median(service),
                    "bare producer",
                    Results.median(floor));
        }
        site.resumeEngine();
        site.awaitDrained();
    }

    private double pushed(List<OutboxRecord> changes, Shape shape) {
        Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();
        for (int from = 0; from < changes.size(); from += shape.changes()) {
            bodies.add(Pushes.encoded(
                    Pushes.body(changes.subList(from, Math.min(changes.size(), from + shape.changes()))),
                    shape.encoding()));
        }
        Pushes pushes = new Pushes(site);
        long begun = System.nanoTime();
        List<CompletableFuture<Void>> pushers = IntStream.range(0, PUSHERS)
                .mapToObj(number -> {
                    CompletableFuture<Void> done = new CompletableFuture<>();
                    new Thread(() -> push(pushes, bodies, shape, done), "pusher").start();
                    return done;
                })
                .toList();
        pushers.forEach(CompletableFuture::join);
        return changes.size() / Nanos.seconds(begun);
    }

    private static void push(Pushes pushes, Queue<byte[]> bodies, Shape shape, CompletableFuture<Void> done) {
        try {
            for (byte[] body = bodies.poll(); body != null; body = bodies.poll()) {
                pushes.send(body, shape.encoding(), false);
            }
            done.complete(null);
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private double produced(List<OutboxRecord> changes) {
        List<ProducerRecord<byte[], byte[]>> messages = changes.stream()
                .map(change -> Producing.message(FLOOR_TOPIC, change))
                .toList();
        Semaphore inFlight = new Semaphore(IN_FLIGHT);
        try (KafkaProducer<byte[], byte[]> producer = Producing.bare(site)) {
            producer.partitionsFor(FLOOR_TOPIC);
            long begun = System.nanoTime();
            for (ProducerRecord<byte[], byte[]> message : messages) {
                inFlight.acquireUninterruptibly();
                producer.send(message, (metadata, failure) -> inFlight.release());
            }
            inFlight.acquireUninterruptibly(IN_FLIGHT);
            return changes.size() / Nanos.seconds(begun);
        }
    }
}
