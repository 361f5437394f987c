package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In development anybody may take a backend away, for a while. */
@QuarkusTest
class OutageRequestTest {

    private final Api alice = Api.as(Api.newTenant(), "alice");

    @ParameterizedTest
    @CsvSource({"database,5", "broker,9"})
    void aBackendGoesAndComesBackByItself(String backend, int longerThanItTakesToNotice) {
        Api.Answer gone = outage(backend, longerThanItTakesToNotice);
        assertEquals(202, gone.status(), () -> gone.body().toString());
        assertTrue(gone.body().at("/away/" + backend).isNumber(), gone.body().toString());
        assertEquals(409, outage(backend, 5).status());
        Outage.awaitOnline(alice, false);

        await().atMost(Outage.PATIENCE).until(() -> away().isEmpty());
        Outage.awaitOnline(alice, true);
        Map<String, Object> change = create("message", "m-1", Map.of("text", "a"));
        // As a client does: the probe finds the broker before each partition has its leader again.
        Api.Answer taken = await().atMost(Outage.PATIENCE)
                .until(
                        () -> alice.push("phone", List.of(change), "Prefer", "wait=30"),
                        answer -> answer.status() == 200);
        assertEquals("APPLIED", taken.body().at("/acks/0/outcome").asText());
    }

    @ParameterizedTest
    @CsvSource({"database,0", "database,121", "printer,5", ",5", "database,"})
    void whatMakesNoSenseIsRefused(String backend, Integer seconds) {
        assertEquals(400, outage(backend, seconds).status());
        assertTrue(away().isEmpty());
    }

    @Test
    void itTellsWhatCanBeTakenAway() {
        assertEquals(
                "[\"database\",\"broker\"]",
                alice.get("/dev/outage").body().get("backends").toString());
    }

    private JsonNode away() {
        return alice.get("/dev/outage").body().get("away");
    }

    private Api.Answer outage(String backend, Integer seconds) {
        Map<String, Object> wanted = new HashMap<>();
        wanted.put("backend", backend);
        wanted.put("seconds", seconds);
        return alice.post("/dev/outage", wanted);
    }
}
