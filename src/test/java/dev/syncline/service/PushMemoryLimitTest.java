package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much memory the pushes at work may take. */
@QuarkusTest
@TestProfile(Tight.class)
class PushMemoryLimitTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** More than half of a tenant's part, so that all of it is needed for the next bytes. */
    private static final int ARRIVED = Tight.PUSH_MEMORY / 4 / 2 * 1024 * 1024 * 3 / 4;

    private final Api alice = Api.as(Api.newTenant(), "alice");
    private final Api bob = Api.as(Api.newTenant(), "bob");
    private final Api carol = Api.as(Api.newTenant(), "carol");

    @Test
    void aTenantGetsItsShareAllTheirsAndWhatIsHungUpIsThereAgain() throws IOException {
        try (Socket slow = arriving(alice)) {
            assertRefused(429, "tenant-busy", firstNotTaken(alice));
            // Each waits a while before it is refused.
            CompletableFuture<Api.Answer> large = CompletableFuture.supplyAsync(() -> alice.push("phone", large()));
            assertEquals(202, push(bob).status());
            try (Socket slower = arriving(bob)) {
                assertRefused(429, "tenant-busy", firstNotTaken(bob));
                assertRefused(503, "busy", push(carol));
            }
            assertRefused(429, "tenant-busy", large.join());
            await().atMost(SOON).until(() -> push(bob).status() == 202);
            assertEquals(202, push(carol).status());
        }
        await().atMost(SOON).until(() -> push(alice).status() == 202);
    }

    @Test
    void whatIsReckonedAtMoreThanAllIsTaken() {
        assertEquals(202, alice.push("phone", large()).status());
    }

    private static List<Map<String, Object>> large() {
        return Stream.of("m-1", "m-2", "m-3", "m-4")
                .map(id -> create("message", id, Map.of("text", "x".repeat(200 * 1024))))
                .toList();
    }

    private static Api.Answer push(Api who) {
        return who.push("phone", List.of(create("message", "m-1", Map.of("text", "a"))));
    }

    private static Api.Answer firstNotTaken(Api who) {
        return await().atMost(SOON).until(() -> push(who), answer -> answer.status() != 202);
    }

    private static void assertRefused(int status, String code, Api.Answer answer) {
        assertEquals(status, answer.status(), () -> answer.body().toString());
        assertEquals(code, answer.body().get("code").asText());
        assertEquals("2", answer.headers().firstValue("Retry-After").orElse(""));
    }

    /** A push of which more comes than has come. */
    private static Socket arriving(Api who) throws IOException {
        Socket socket = new Socket(who.uri().getHost(), who.uri().getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("POST /api/v1/changes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Authorization: Bearer " + who.token() + "\r\nContent-Length: 8000000\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[ARRIVED]);
        out.flush();
        return socket;
    }
}
