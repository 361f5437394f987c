package dev.syncline.resolve;

import java.util.Map;

/**
 * A record's content as a client or the server holds it.
 *
 * @param data the content; of a deleted record its last live content
 */
public record State(Map<String, Object> data, boolean deleted) {

    public static State live(Map<String, Object> data) {
        return new State(data, false);
    }

    public State asDeleted() {
        return new State(data, true);
    }

    /** The content, or null where the record is deleted. */
    public Map<String, Object> liveData() {
        return deleted ? null : data;
    }
}
