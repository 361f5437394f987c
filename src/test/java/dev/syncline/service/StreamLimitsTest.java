package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a stream may take of the service, and what becomes of one that takes more. */
@QuarkusTest
@TestProfile(Tight.class)
class StreamLimitsTest {

    private static final int RECORDS = 60;
    private static final Pattern EVENT = Pattern.compile(
            "event: change\\ndata: \\{\"entity\":\"message\",\"entityId\":\"(m-\\d+)\"[^\\n]*\\nid: (\\S+)\\n\\n");

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    @BeforeEach
    void nobodyIsThere() {
        await().until(() -> clients() == 0);
    }

    private static int clients() {
        Matcher gauge = Pattern.compile("(?m)^syncline_stream_clients (\\S+)$").matcher(Api.text("/q/metrics"));
        assertTrue(gauge.find());
        return (int) Double.parseDouble(gauge.group(1));
    }

    @Test
    void nobodyIsToldNothingForLong() {
        try (EventStream stream = EventStream.open(alice)) {
            await().until(() -> stream.comments() >= 2);
            String place = stream.lastId();
            // Others' transactions move the end on, and the place with it.
            Api.as(Api.newTenant(), "bob").sync("phone", create("message", "m-1", Map.of()));
            await().until(() -> stream.lastId().compareTo(place) > 0);
            assertEquals(
                    200, alice.get("/api/v1/feed?cursor=" + stream.lastId()).status());
        }
    }

    @Test
    void moreStreamsThanMayBeAreSentAwayUntilOthersEnd() {
        List<EventStream> streams = new ArrayList<>();
        try {
            for (int number = 0; number < 3; number++) {
                streams.add(EventStream.open(alice));
            }
            assertSentAway(429, "too-many-streams", EventStream.refused(alice, "", null));
            streams.add(EventStream.open(Api.as(Api.newTenant(), "bob")));
            assertEquals(4, clients());
            assertSentAway(503, "no-more-streams", EventStream.refused(Api.as(Api.newTenant(), "carol"), "", null));
        } finally {
            streams.forEach(EventStream::close);
        }
        await().until(() -> clients() == 0);
        EventStream.open(alice).close();
    }

    private static void assertSentAway(int status, String code, Api.Answer answer) {
        assertEquals(status, answer.status());
        assertEquals(code, answer.body().get("code").asText());
        assertTrue(answer.headers().firstValue("Retry-After").isPresent());
    }

    /** Twelve megabytes: more than its buffer and those of both sides' sockets hold. */
    @Test
    void aReaderThatTakesNothingIsDroppedAndResumesWithoutLossWhileOthersHearAll() throws IOException {
        try (EventStream other = EventStream.open(alice);
                Socket slow = connect(3600, "")) {
            await().until(() -> clients() == 2);
            other.await1("status");
            writeRecords();
            other.awaitChanges(RECORDS);
            await().atMost(Duration.ofSeconds(20)).until(() -> clients() == 1);
            List<String> heard = new ArrayList<>();
            String id = "";
            Matcher events = EVENT.matcher(dechunked(readUntilDropped(slow)));
            while (events.find()) {
                heard.add(events.group(1));
                id = events.group(2);
            }
            assertTrue(heard.size() < RECORDS, "it was sent all");
            assertTrue(heard.size() > 0, "it was sent nothing");
            int missing = RECORDS - heard.size();
            try (EventStream resumed = EventStream.open(alice, "", id)) {
                resumed.awaitChanges(missing);
                resumed.events("change").forEach(event -> heard.add(event.entityId()));
            }
            List<String> all = other.events("change").stream()
                    .map(EventStream.Event::entityId)
                    .toList();
            assertEquals(RECORDS, all.size());
            assertEquals(all, heard);
        }
    }

    /** It stands still from the beginning, and its token ends before that shows. */
    @Test
    void aReaderThatTakesNothingHasNoPlaceAnyMoreOnceItsTokenHasEnded() throws IOException {
        String start;
        try (EventStream stream = EventStream.open(alice)) {
            start = stream.await1("status").id();
        }
        writeRecords();
        await().until(() -> clients() == 0);
        // On a slow machine its token can end before it was sent anything: then it is no more than the answer's end.
        try (Socket slow = connect(2, "Connection: close\r\nLast-Event-ID: " + start + "\r\n")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> clients() == 0);
            readUntilDropped(slow);
        }
    }

    private void writeRecords() {
        String text = "x".repeat(200_000);
        for (int number = 0; number < RECORDS; number += 10) {
            List<Map<String, Object>> changes = new ArrayList<>();
            for (int i = number; i < number + 10; i++) {
                changes.add(create("message", "m-" + i, Map.of("text", text)));
            }
            alice.sync("phone", changes);
        }
    }

    /** A client that reads the status and no more. */
    private Socket connect(long tokenSeconds, String header) throws IOException {
        URI service = Api.service();
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8 * 1024);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(service.getHost(), service.getPort()));
        String request = "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + Api.token(service, tenant, "alice", tokenSeconds, "sync") + "\r\n" + header + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        assertEquals("HTTP/1.1 200", status);
        return socket;
    }

    private static byte[] readUntilDropped(Socket socket) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        byte[] some = new byte[64 * 1024];
        try {
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                read.write(some, 0, count);
            }
        } catch (SocketException dropped) {
            // As a client whose connection is broken off.
        }
        return read.toByteArray();
    }

    /** The whole chunks of an HTTP/1.1 answer. */
    private static String dechunked(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        StringBuilder body = new StringBuilder();
        int at = text.indexOf("\r\n\r\n") + 4;
        while (true) {
            int end = text.indexOf("\r\n", at);
            if (end < 0) {
                return body.toString();
            }
            int size = Integer.parseInt(text.substring(at, end), 16);
            if (size == 0 || end + 2 + size > text.length()) {
                return body.toString();
            }
            body.append(text, end + 2, end + 2 + size);
            at = end + 2 + size + 2;
        }
    }
}
