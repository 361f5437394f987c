package dev.syncline.deadletter;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.ErrorCode;
import dev.syncline.ingress.ChangeCheck;
import dev.syncline.json.JsonWriter;
import dev.syncline.outbox.ChangeJson;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.problem.ProblemException;
import dev.syncline.store.DeadLetterMessage;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a dead letter's message says, as far as it can be read.
 *
 * @param outbox null where it cannot
 * @param unreadable why, or null
 */
record LetterContent(OutboxRecord outbox, String unreadable) {

    static LetterContent of(DeadLetterMessage letter) {
        OutboxCodec.Decoded read = OutboxCodec.decode(letter.schemaVersion(), letter.payload());
        return read instanceof OutboxCodec.Decoded.Readable readable
                ? new LetterContent(readable.record(), null)
                : new LetterContent(null, ((OutboxCodec.Decoded.Undecodable) read).detail());
    }

    ChangeType type() {
        return outbox == null ? null : outbox.change().type();
    }

    /** With the content that is asked for, held to the rules of a push; the change's id and place stay. */
    LetterContent edited(RedriveRequest request, ChangeCheck check) {
        if (!request.edits()) {
            return this;
        }
        if (outbox == null) {
            throw new ProblemException(ErrorCode.NOT_EDITABLE, unreadable);
        }
        Change change = check.require(request.edited(outbox.change()));
        return new LetterContent(
                new OutboxRecord(
                        outbox.origin(),
                        change,
                        outbox.receivedAt(),
                        outbox.clampedTimestamp(),
                        outbox.epoch(),
                        outbox.clockSkew()),
                null);
    }

    Map<String, Object> json() {
        return outbox == null ? null : ChangeJson.toJson(outbox.change());
    }

    String text() {
        return outbox == null ? null : JsonWriter.write(json());
    }

    /** The dead letter with this content as its message. */
    DeadLetterMessage in(DeadLetterMessage letter) {
        return letter.edited(
                OutboxCodec.encode(outbox), new String(OutboxCodec.schemaVersion(), StandardCharsets.UTF_8));
    }
}
