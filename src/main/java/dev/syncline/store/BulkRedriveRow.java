package dev.syncline.store;

import dev.syncline.change.ErrorCode;
import dev.syncline.security.Caller;
import java.util.UUID;

/**
 * A bulk redrive: what was asked, and how far it is.
 *
 * @param caller who asked, and as whom it goes on
 * @param rate dead letters a second
 * @param matched at most so many are redriven
 * @param place of the last dead letter looked at, or null before the first
 * @param code why it ended before its time, or null
 * @param step the number of the step that was taken last
 * @param failures steps in a row that failed while the database answered
 */
public record BulkRedriveRow(
        UUID id,
        Caller caller,
        DeadLetterFilter filter,
        int rate,
        long matched,
        ListPlace place,
        long sent,
        long failed,
        boolean done,
        ErrorCode code,
        long step,
        int failures) {

    /** One that begins. */
    public static BulkRedriveRow of(UUID id, Caller caller, DeadLetterFilter filter, int rate, long matched) {
        return new BulkRedriveRow(id, caller, filter, rate, matched, null, 0, 0, false, null, 0, 0);
    }

    public String tenant() {
        return filter.tenant();
    }

    public long left() {
        return matched - sent - failed;
    }
}
