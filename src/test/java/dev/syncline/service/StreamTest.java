package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What clients hear over a stream: all that happens from where they stand, once. */
@QuarkusTest
class StreamTest {

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    private static Map<String, Object> message(int number) {
        return create("message", "m-" + number, Map.of("text", "number " + number));
    }

    @Test
    void beginsAtOnceWithItsPlaceAndTheStatus() {
        try (EventStream stream = EventStream.open(alice)) {
            EventStream.Event first = stream.await1("status");
            assertEquals(stream.events().get(0), first);
            assertTrue(first.data().get("online").asBoolean());
            assertTrue(first.id().matches("[0-9a-f]{32}"), first.id());
            assertEquals(
                    "text/event-stream",
                    stream.response().headers().firstValue("content-type").orElseThrow());
            assertEquals(
                    "no-store",
                    stream.response().headers().firstValue("cache-control").orElseThrow());
        }
    }

    @Test
    void tellsEverybodyOfAChangeAndItsClientOfTheAck() {
        try (EventStream phone = EventStream.open(alice, "?clientId=phone", null);
                EventStream laptop = EventStream.open(alice, "?clientId=laptop", null);
                EventStream stranger = EventStream.open(Api.as(Api.newTenant(), "eve"))) {
            JsonNode ack = alice.sync("phone", message(1));
            EventStream.Event change = laptop.await1("change");
            assertEquals("m-1", change.entityId());
            assertEquals(
                    Map.of("text", "number 1"),
                    Api.JSON.convertValue(change.data().get("data"), Map.class));
            assertEquals(ack.get("cursor"), change.data().get("cursor"));
            assertEquals(ack, phone.await1("ack").data());
            phone.await1("change");
            alice.sync("laptop", update("message", "m-1", 1L, Map.of("text", "again")));
            laptop.await1("ack");
            phone.awaitChanges(2);
            assertEquals(List.of("m-1 1", "m-1 2"), phone.changed());
            assertEquals(1, phone.events("ack").size());
            assertEquals(List.of(), stranger.events("change"));
        }
    }
}
