package dev.syncline.outbox;

import dev.syncline.change.Change;
import dev.syncline.change.Json;
import dev.syncline.change.Origin;
import dev.syncline.json.JsonException;
import dev.syncline.json.JsonReader;
import dev.syncline.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The outbox message, schema version 1: a JSON object of who sent the change, when it came in, and the change as the
 * client sent it.
 */
public final class OutboxCodec {

    /** The header that tells the schema version, in decimal digits. */
    public static final String SCHEMA_HEADER = "syncline-schema";

    /** The header that names the instance whose ingress took the change; acks carry it back. */
    public static final String INSTANCE_HEADER = "syncline-instance";

    /** What the header says of a message that came without one: no version has this number. */
    public static final String NO_VERSION = "0";

    private static final String VERSION = "1";

    // The change lies two levels down in the message; it was held to its own depth when it came in.
    private static final JsonReader READER = JsonReader.strict(JsonReader.MAX_DEPTH);

    private OutboxCodec() {}

    public static byte[] schemaVersion() {
        return VERSION.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] encode(OutboxRecord record) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tenant", record.origin().tenant());
        json.put("subject", record.origin().subject());
        json.put("clientId", record.origin().clientId());
        json.put("receivedAt", record.receivedAt().toEpochMilli());
        json.put("clamped", record.clampedTimestamp());
        if (record.epoch() != null) {
            json.put("epoch", record.epoch());
        }
        // Earlier releases pass it over.
        if (record.clockSkew() != null) {
            json.put("skew", record.clockSkew().toMillis());
        }
        json.put("change", ChangeJson.toJson(record.change()));
        return JsonWriter.writeBytes(json);
    }

    /** Reads a message, of which the header tells the version; what it cannot read is the message's fault, and comes back as a value. */
    public static Decoded decode(String schemaVersion, byte[] message) {
        if (!VERSION.equals(schemaVersion)) {
            return new Decoded.Undecodable("schema version " + schemaVersion + " is not known");
        }
        if (message == null) {
            return new Decoded.Undecodable("the message is empty");
        }
        try {
            Map<String, Object> json = Json.object(READER.read(message));
            Change change = ChangeJson.fromJson(Json.object(json.get("change")));
            Origin origin = new Origin(
                    ChangeJson.required(json, "tenant"),
                    ChangeJson.required(json, "subject"),
                    ChangeJson.required(json, "clientId"));
            Long skew = (Long) json.get("skew");
            return new Decoded.Readable(new OutboxRecord(
                    origin,
                    change,
                    Instant.ofEpochMilli((Long) json.get("receivedAt")),
                    (Long) json.get("clamped"),
                    (String) json.get("epoch"),
                    skew == null ? null : Duration.ofMillis(skew)));
        } catch (JsonException e) {
            return new Decoded.Undecodable(e.code().code() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            return new Decoded.Undecodable("the message is JSON, but not an outbox message");
        }
    }

    /** A message as far as it could be read. */
    public sealed interface Decoded {

        /** A change to process. */
        record Readable(OutboxRecord record) implements Decoded {}

        /** A message that no resend makes better. */
        record Undecodable(String detail) implements Decoded {}
    }
}
