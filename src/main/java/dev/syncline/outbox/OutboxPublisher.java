package dev.syncline.outbox;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Hands accepted changes to the broker. */
public interface OutboxPublisher {

    /**
     * Sends them at once, and completes once the broker has all of them durably; fails with
     * {@link OutboxUnavailableException} where it may not have taken every one, and then all are to be sent again.
     */
    Uni<Void> publish(List<OutboxRecord> records);

    /**
     * Sends a dead letter's message through the outbox again, with what to do with it.
     *
     * @param schemaVersion the schema-version header it came with, or null
     */
    Uni<Void> publish(DeadLetterOrder order, byte[] key, byte[] message, String schemaVersion);
}
