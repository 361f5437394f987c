package dev.syncline.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client writes down what none should meet, whatever breaks. */
class SimClientTest {

    private HttpServer service;
    private int status;
    private SimClient client;

    @BeforeEach
    void answerEverythingAlike() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        service.start();
        URI address = URI.create("http://localhost:" + service.getAddress().getPort());
        Wire wire = new Wire(HttpClient.newHttpClient(), "token");
        client = new SimClient("one", 1, wire, () -> List.of(address), List.of(new Place("message", "m-1")));
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 500, 502})
    void thatAPushWasRefused(int refusal) {
        status = refusal;
        push();
        assertTrue(surprises().iterator().next().startsWith("push was answered Answer[status=" + refusal));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 500, 502})
    void thatAReadWasRefused(int refusal) {
        status = refusal;
        client.readAll(() -> false);
        assertTrue(surprises().iterator().next().startsWith("read was answered Answer[status=" + refusal));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void notThatItIsToAskAgain(int later) {
        status = later;
        push();
        assertEquals(Set.of(), surprises());
    }

    @Test
    void thatItsChangesWereNotTakenInTime() {
        status = 503;
        client.editEverything();
        client.comeToRest(() -> false);
        assertEquals(Set.of("not at rest: 1 unsent, 0 unheard"), surprises());
    }

    @Test
    void thatTheFeedHadNoEndInTime() {
        status = 404;
        client.readAll(() -> false);
        assertEquals(Set.of("the feed was not read to its end"), surprises());
    }

    private void push() {
        client.editEverything();
        client.handOver();
    }

    private Set<String> surprises() {
        return client.journal().surprises;
    }
}
