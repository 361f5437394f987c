package dev.syncline.deadletter;

import dev.syncline.outbox.DeadLetterOrder;
import dev.syncline.store.DeadLetterMessage;
import java.util.UUID;

/**
 * An order that the database keeps, on its way to the broker.
 *
 * @param changeId null where the message could not be read
 */
record Order(DeadLetterOrder order, UUID changeId, byte[] key, byte[] payload, String schemaVersion) {

    static Order of(DeadLetterOrder.Kind kind, DeadLetterMessage letter, int attempt) {
        DeadLetterOrder order = new DeadLetterOrder(
                kind, letter.summary().tenant(), letter.summary().id(), attempt);
        return new Order(order, letter.summary().changeId(), letter.key(), letter.payload(), letter.schemaVersion());
    }
}
