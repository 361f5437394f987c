package dev.syncline.outbox;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * What to do with a dead letter, as a header of its message on its way through the outbox again: there it takes its
 * turn among the other changes of its record.
 *
 * @param tenant the dead letter's, empty where its message could not be read
 * @param attempt the dead letter's attempt when the order was given; of any other it is stale
 */
public record DeadLetterOrder(Kind kind, String tenant, UUID id, int attempt) {

    /** The header that carries an order. */
    public static final String HEADER = "syncline-dead-letter";

    /** What is ordered. */
    public enum Kind {
        REDRIVE,
        DISCARD
    }

    public byte[] encode() {
        return (kind + ":" + attempt + ":" + id + ":" + tenant).getBytes(StandardCharsets.UTF_8);
    }

    /** Empty where the header holds no order. */
    public static Optional<DeadLetterOrder> decode(String header) {
        String[] parts = header.split(":", 4);
        try {
            return Optional.of(new DeadLetterOrder(
                    Kind.valueOf(parts[0]), parts[3], UUID.fromString(parts[2]), Integer.parseInt(parts[1])));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
