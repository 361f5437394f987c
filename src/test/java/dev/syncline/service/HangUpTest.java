package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.acks.AckWaiters;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

/** Clients that are gone before they are answered. */
@QuarkusTest
class HangUpTest {

    private static final int PUSHES = 200;
    private static final int STREAMS = 200;
    private static final int CHANGES = 12;
    private static final int LATEST_MICROS = 30_000;
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    AckWaiters waiters;

    @Inject
    Database database;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");
    private final Random random = new Random(7);

    @Test
    void aPushWhoseClientHangsUpAwaitsNothing() throws IOException {
        for (int push = 0; push < PUSHES; push++) {
            pushAndHangUp(push);
        }
        await().atMost(SOON).until(() -> database.number("select count(*) from record where tenant = ?", tenant) > 0);
        await().atMost(SOON).until(() -> waiters.awaited() == 0);
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsBodyIsNoFailure() throws IOException {
        try (LoggedLines logged = LoggedLines.of("dev.syncline.problem")) {
            // Who leaves before his request is looked at is not noticed before reading has taken too long.
            Deque<Socket> waiting = new ArrayDeque<>(List.of(halfSent()));
            await().atMost(SOON).pollInterval(Duration.ofMillis(200)).until(() -> {
                waiting.remove().close();
                waiting.add(halfSent());
                return !logged.lines().isEmpty();
            });
            waiting.remove().close();

            assertEquals(
                    Set.of(Level.DEBUG),
                    logged.lines().stream().map(ExtLogRecord::getLevel).collect(Collectors.toSet()));
        }
    }

    @Test
    void aStreamWhoseClientHangsUpLeavesItsPlace() throws IOException {
        assertTrue(openAndHangUp(SOON), "none was opened");
        int answered = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            answered += openAndHangUp(Duration.ofNanos(1_000L * random.nextInt(LATEST_MICROS))) ? 1 : 0;
        }
        assertTrue(answered < STREAMS, "none hung up before it was opened");
        await().atMost(SOON).until(() -> Metrics.value("syncline_stream_clients") == 0);
    }

    /** @return whether the answer began within the time that the client waits for it */
    private boolean openAndHangUp(Duration patience) throws IOException {
        try (Socket socket = new Socket(alice.uri().getHost(), alice.uri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + alice.token()
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            socket.setSoTimeout(1 + (int) patience.toMillis());
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException none) {
            return false;
        }
    }

    private Socket halfSent() throws IOException {
        Socket socket = new Socket(alice.uri().getHost(), alice.uri().getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("POST /api/v1/changes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Authorization: Bearer " + alice.token()
                        + "\r\nContent-Length: 1000\r\n\r\n{\"clientId\":")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }

    private void pushAndHangUp(int push) throws IOException {
        List<Map<String, Object>> changes = IntStream.range(0, CHANGES)
                .mapToObj(number -> create("message", "m-" + push + "-" + number, Map.of("text", "a")))
                .toList();
        byte[] body = Api.bytes(Api.pushBody("phone", changes));
        try (Socket socket = new Socket(alice.uri().getHost(), alice.uri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/changes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Prefer: wait=60\r\nAuthorization: Bearer " + alice.token() + "\r\nContent-Length: "
                            + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            LockSupport.parkNanos(1_000L * random.nextInt(LATEST_MICROS));
        }
    }
}
