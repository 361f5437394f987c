package dev.syncline.store;

/**
 * A dead letter with its message as it came, or as it was edited.
 *
 * @param key the message's key, or null
 * @param payload null where the message was empty
 * @param schemaVersion the message's schema-version header, or null
 */
public record DeadLetterMessage(DeadLetterSummary summary, byte[] key, byte[] payload, String schemaVersion) {

    public DeadLetterMessage edited(byte[] newPayload, String newSchemaVersion) {
        return new DeadLetterMessage(summary, key, newPayload, newSchemaVersion);
    }
}
