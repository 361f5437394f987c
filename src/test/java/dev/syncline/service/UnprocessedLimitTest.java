package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.patch;
import static dev.syncline.service.Changes.with;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much of a tenant's may wait to be processed. */
@QuarkusTest
@TestProfile(Tight.class)
class UnprocessedLimitTest {

    private static final int PUSH = 1_000;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String RECEIVED = "syncline_changes_received_total{entity=\"message\",type=\"CREATE\"}";

    @Inject
    Database database;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");
    private final Api admin = Api.as(tenant, "root", "sync-admin");
    private final Api operator = Api.as(tenant, "op", "sync-operator");

    /** What waits for another change is processed so far, and nothing is heard of it by itself. */
    @Test
    void aTenantWhoseChangesWaitForOthersGetsOnThoughTheQueueIsNeverEmpty() {
        for (int pushes = 0; pushes < Tight.UNPROCESSED / PUSH; pushes++) {
            List<Map<String, Object>> waiting = Stream.generate(() -> with(
                            patch("message", "m-" + UUID.randomUUID(), null, Map.of("text", "a")),
                            "after",
                            UUID.randomUUID().toString()))
                    .limit(PUSH)
                    .toList();
            assertEquals(202, alice.push("phone", waiting).status());
        }
        await().atMost(SOON)
                .until(() ->
                        database.number("select count(*) from parked where tenant = ?", tenant) == Tight.UNPROCESSED);
        operator.post("/api/v1/engine/pause", Map.of());
        try {
            Api.as(Api.newTenant(), "bob").push("phone", List.of(create("message", "m-1", Map.of("text", "b"))));
            await().atMost(SOON).until(() -> Metrics.value("syncline_queue_depth") > 0);

            await().atMost(SOON).until(() -> pushed(1) == 202);

            for (int pushes = 1; pushes < Tight.UNPROCESSED / PUSH; pushes++) {
                // What became durable of late still counts until the queue was looked at twice.
                await().atMost(SOON).until(() -> pushed(PUSH) == 202);
            }
            double received = Metrics.value(RECEIVED);
            assertEquals(429, pushed(PUSH));
            assertEquals(received, Metrics.value(RECEIVED), "nothing was taken");
        } finally {
            operator.post("/api/v1/engine/resume", Map.of());
        }
    }

    @Test
    void aRestoreTakesAPlaceAsAPushDoes() {
        String restore = "/api/v1/conflicts/" + conflict() + "/restore";
        operator.post("/api/v1/engine/pause", Map.of());
        try {
            for (int pushes = 0; pushes < Tight.UNPROCESSED / PUSH; pushes++) {
                await().atMost(SOON).until(() -> pushed(PUSH) == 202);
            }

            Api.Answer refused = admin.post(restore, Map.of());

            assertEquals(429, refused.status(), () -> refused.body().toString());
            assertEquals("too-many-unprocessed", refused.body().get("code").asText());
            assertEquals("2", refused.headers().firstValue("Retry-After").orElse(""));
        } finally {
            operator.post("/api/v1/engine/resume", Map.of());
        }
        await().atMost(SOON).until(() -> admin.post(restore, Map.of()).status() == 202);
    }

    private String conflict() {
        alice.sync("phone", create("message", "m-1", Map.of("color", "white")));
        alice.sync("phone", patch("message", "m-1", 1L, Map.of("color", "red")));
        return alice.sync("laptop", patch("message", "m-1", 1L, Map.of("color", "blue")))
                .get("conflictId")
                .asText();
    }

    private int pushed(int changes) {
        return alice.push(
                        "phone",
                        IntStream.range(0, changes)
                                .mapToObj(number -> create("message", "m-" + UUID.randomUUID(), Map.of("text", "c")))
                                .toList())
                .status();
    }
}
