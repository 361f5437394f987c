package dev.syncline.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboxCodecTest {

    private static final String VERSION = new String(OutboxCodec.schemaVersion(), StandardCharsets.UTF_8);

    @Test
    void aClockThatIsOffTravelsWithTheChange() {
        OutboxRecord sent = record(Duration.ofSeconds(-7));
        assertEquals(sent, read(OutboxCodec.encode(sent)));
    }

    @Test
    void aClockThatIsRightTakesNoRoom() {
        OutboxRecord sent = record(null);
        byte[] message = OutboxCodec.encode(sent);
        assertFalse(new String(message, StandardCharsets.UTF_8).contains("skew"));
        assertEquals(sent, read(message));
    }

    @Test
    void aMessageOfBeforeClocksWereToldIsRead() {
        String message = "{\"tenant\":\"acme\",\"subject\":\"ann\",\"clientId\":\"phone\",\"receivedAt\":1760000000000,"
                + "\"clamped\":1760000000000,\"change\":{\"id\":\"0198f7d2-0000-7000-8000-000000000001\","
                + "\"type\":\"DELETE\",\"entity\":\"message\",\"entityId\":\"m-1\",\"timestamp\":1760000000000}}";
        assertNull(read(message.getBytes(StandardCharsets.UTF_8)).clockSkew());
    }

    @Test
    void aMemberThatALaterReaderKnowsIsPassedOver() {
        String message = new String(OutboxCodec.encode(record(null)), StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{\"later\":[1],");
        assertEquals(record(null), read(message.getBytes(StandardCharsets.UTF_8)));
    }

    private static OutboxRecord read(byte[] message) {
        OutboxCodec.Decoded decoded = OutboxCodec.decode(VERSION, message);
        assertTrue(decoded instanceof OutboxCodec.Decoded.Readable, decoded.toString());
        return ((OutboxCodec.Decoded.Readable) decoded).record();
    }

    private static OutboxRecord record(Duration skew) {
        Change change = new Change(
                UUID.fromString("0198f7d2-0000-7000-8000-000000000001"),
                ChangeType.CREATE,
                "message",
                "m-1",
                Map.of("text", "hello"),
                null,
                0L,
                1_760_000_000_000L,
                null);
        Instant at = Instant.ofEpochMilli(1_760_000_000_000L);
        return new OutboxRecord(new Origin("acme", "ann", "phone"), change, at, at.toEpochMilli(), null, skew);
    }
}
