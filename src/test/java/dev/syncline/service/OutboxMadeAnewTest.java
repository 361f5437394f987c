package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The outbox deleted and made anew under the running service: its offsets begin again, and none of its changes is skipped. */
@QuarkusTest
@TestProfile(Tight.class)
class OutboxMadeAnewTest {

    private static final int PARTITIONS = 4;
    private static final int BEFORE = 50;

    @Inject
    Database database;

    @Inject
    KafkaClientService clients;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    @BeforeEach
    void theOldOutboxIsApplied() {
        alice.sync("phone", messages("old", BEFORE));
    }

    @Test
    void fewerChangesThanTheOldOneHadAreTaken() throws Exception {
        makeAnew();

        push(messages("new", BEFORE / 4));

        assertApplied(BEFORE / 4);
    }

    @Test
    void changesBelowThePlaceWhereAConsumerGoesOnAreTaken() throws Exception {
        CountDownLatch filled = new CountDownLatch(1);
        holdConsumers(filled);
        try {
            makeAnew();
            push(messages("new", BEFORE * 40));
        } finally {
            filled.countDown();
        }

        assertApplied(BEFORE * 40);
    }

    /** So that they notice neither the deletion nor the new topic before it reaches beyond their places. */
    private void holdConsumers(CountDownLatch until) throws InterruptedException {
        List<KafkaConsumer<Object, Object>> consumers = clients.getConsumerChannels().stream()
                .filter(channel -> channel.startsWith("outbox"))
                .flatMap(channel -> clients.getConsumers(channel).stream())
                .toList();
        CountDownLatch held = new CountDownLatch(consumers.size());
        consumers.forEach(consumer -> consumer.runOnPollingThread(polled -> {
                    held.countDown();
                    awaitUninterrupted(until);
                })
                .subscribe()
                .with(done -> {}));
        assertTrue(held.await(10, TimeUnit.SECONDS));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void makeAnew() throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class)))) {
            admin.deleteTopics(List.of(Tight.OUTBOX)).all().get();
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                admin.createTopics(List.of(new NewTopic(Tight.OUTBOX, PARTITIONS, (short) 1)))
                        .all()
                        .get();
                return true;
            });
        }
    }

    private void push(List<Map<String, Object>> changes) {
        for (int from = 0; from < changes.size(); from += 1000) {
            List<Map<String, Object>> part = changes.subList(from, Math.min(from + 1000, changes.size()));
            // The producer, too, has to find the new topic.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> alice.push("phone", part).status() == 202);
        }
    }

    private void assertApplied(int expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertEquals(
                        expected,
                        database.number(
                                "select count(*) from record where tenant = ? and entity_id like 'new-%'", tenant)));
        assertEquals(0, database.number("select count(*) from dead_letter where tenant = ?", tenant));
    }

    private static List<Map<String, Object>> messages(String name, int count) {
        List<Map<String, Object>> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            changes.add(create("message", name + "-" + i, Map.of("text", "a")));
        }
        return changes;
    }
}
