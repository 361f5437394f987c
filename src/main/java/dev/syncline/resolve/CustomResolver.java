package dev.syncline.resolve;

import dev.syncline.change.Change;
import dev.syncline.change.Json;
import dev.syncline.change.Stamp;
import java.util.Map;

/**
 * An application's own strategy, chosen by {@code syncline.entities.<name>.strategy=custom:<bean name>}: a CDI bean of
 * this type, {@code @Named}. It is asked for conflicts only, on a bounded pool and with a deadline; what it throws makes
 * that one change a dead letter. It must not block for long, must not keep state between calls, and may be asked again
 * for the same change.
 */
@FunctionalInterface
public interface CustomResolver {

    Resolution resolve(Conflict conflict);

    /**
     * What the resolver has to decide on. The maps and lists are copies, and the resolver's own: it may change them, and
     * answer with them.
     *
     * @param base the content the change was made on, or null where there was none or it is not kept
     * @param mine the content as the change's client has it, or null for a delete
     * @param theirs the stored content, or null where the record is deleted
     * @param theirStamp the latest stamp in the stored record
     */
    record Conflict(
            Change change,
            Map<String, Object> base,
            Map<String, Object> mine,
            Map<String, Object> theirs,
            Stamp mineStamp,
            Stamp theirStamp) {}

    /**
     * The record as it shall be.
     *
     * @param data the content, or null to have the record deleted: of maps with strings as keys, lists, strings, numbers,
     *     booleans and nulls, else this throws an {@link IllegalArgumentException}. It is copied into the normal form of
     *     {@link Json}, so that an {@code Integer} will do
     */
    record Resolution(Map<String, Object> data) {
        public Resolution {
            data = Json.copyOf(data);
        }

        public static Resolution of(Map<String, Object> data) {
            return new Resolution(data);
        }

        public static Resolution delete() {
            return new Resolution(null);
        }
    }
}
