package dev.syncline.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is on its way to clients that take nothing, over connections that hold little. */
class HttpOutletTest {

    private static final int SOCKET_BUFFER = 8 * 1024;
    private static final int LARGE = 500_000;
    private static final int SMALL = 10_000;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<HttpOutlet> opened = new LinkedBlockingQueue<>();
    private final InFlight all = new InFlight(2 * LARGE);
    private HttpServer server;

    @BeforeEach
    void listen() {
        server = vertx.createHttpServer(new HttpServerOptions().setSendBufferSize(SOCKET_BUFFER))
                .requestHandler(this::open)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void open(HttpServerRequest request) {
        request.response().setChunked(true);
        opened.add(new HttpOutlet(request, request.path().substring(1), 1024 * 1024, all));
    }

    /** A client of a tenant's, and the way to it. */
    private record Client(Socket socket, HttpOutlet outlet) {}

    private Client client(String tenant) throws IOException, InterruptedException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SOCKET_BUFFER);
        socket.connect(new InetSocketAddress("localhost", server.actualPort()));
        socket.getOutputStream()
                .write(("GET /" + tenant + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        HttpOutlet outlet = opened.poll(20, TimeUnit.SECONDS);
        assertNotNull(outlet);
        return new Client(socket, outlet);
    }

    private static List<Part> parts(int size) {
        return List.of(new Part(new byte[size]));
    }

    @Test
    void whereThereIsNoRoomForMoreToAllOfThemEachIsSentLittle() throws Exception {
        Client first = client("a");
        HttpOutlet second = client("a").outlet();
        HttpOutlet others = client("b").outlet();
        first.outlet().send(parts(LARGE));

        assertFalse(second.fits(LARGE / 5));
        assertTrue(second.fits(SMALL));
        assertTrue(others.fits(LARGE / 5));
        second.send(parts(SMALL));
        assertEquals(LARGE, all.bytes(), SMALL);

        first.socket().close();
        await().until(() -> second.fits(LARGE / 5));
        await().until(() -> all.bytes() <= SMALL);
    }

    @Test
    void whatIsOnItsWayToManyCountsOnceUntilTheLastOfThemIsGone() throws Exception {
        List<Part> shared = parts(LARGE);
        HttpOutlet one = client("a").outlet();
        HttpOutlet other = client("a").outlet();
        one.send(shared);
        other.send(shared);
        assertEquals(LARGE, all.bytes());
        one.gone();
        assertEquals(LARGE, all.bytes());
        assertTrue(one.isIdle());
        other.gone();
        assertEquals(0, all.bytes());
    }

    @Test
    void whatIsDroppedIsOnItsWayNoMore() throws Exception {
        HttpOutlet outlet = client("a").outlet();
        outlet.send(parts(LARGE));
        outlet.send(parts(SMALL));
        outlet.drop();
        await().until(() -> all.bytes() == 0);
        outlet.send(parts(SMALL));
        assertEquals(0, all.bytes());
    }
}
