package dev.syncline.engine;

import dev.syncline.acks.AckPublisher;
import dev.syncline.change.Fingerprint;
import dev.syncline.kafka.HeaderText;
import dev.syncline.outbox.Carried;
import dev.syncline.outbox.DeadLetterOrder;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.store.ChangeKey;
import dev.syncline.store.DeadLetterRow;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.Message;
import dev.syncline.store.MessagePlace;
import dev.syncline.store.ParkedRow;
import dev.syncline.tracing.TraceInLog;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One message of a batch, read as far as it can be.
 *
 * @param carried what acks carry back of the message's headers, or null
 * @param order what to do with a dead letter, or null for a change that comes for the first time
 * @param outbox the change, or null where the message is unreadable
 * @param fingerprint the change's, or null
 * @param unreadable why, or null
 * @param redriven the dead letter that this is another attempt of, or null
 */
record BatchItem(
        Message message,
        Carried carried,
        DeadLetterOrder order,
        OutboxRecord outbox,
        UUID fingerprint,
        String unreadable,
        Redriven redriven) {

    /** A dead letter on another attempt, and the ledger's row that is to change; null where it had no readable change. */
    record Redriven(DeadLetterRow letter, LedgerEntry entry) {}

    static BatchItem of(ConsumerRecord<byte[], byte[]> record) {
        String order = HeaderText.of(record.headers(), DeadLetterOrder.HEADER);
        Message message = new Message(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key(),
                record.value(),
                HeaderText.of(record.headers(), OutboxCodec.SCHEMA_HEADER));
        return of(
                message,
                Carried.of(record.headers()),
                order == null ? null : DeadLetterOrder.decode(order).orElse(null));
    }

    static BatchItem of(ParkedRow parked) {
        return of(parked.message(), null, null);
    }

    /** A change that came by no message. */
    static BatchItem of(OutboxRecord change) {
        Message none = new Message("", 0, 0, null, new byte[0], null);
        return new BatchItem(none, null, null, change, Fingerprint.of(change.origin(), change.change()), null, null);
    }

    private static BatchItem of(Message message, Carried carried, DeadLetterOrder order) {
        OutboxCodec.Decoded decoded = OutboxCodec.decode(message.schemaVersion(), message.payload());
        if (decoded instanceof OutboxCodec.Decoded.Readable readable) {
            OutboxRecord record = readable.record();
            UUID fingerprint = Fingerprint.of(record.origin(), record.change());
            return new BatchItem(message, carried, order, record, fingerprint, null, null);
        }
        return new BatchItem(
                message, carried, order, null, null, ((OutboxCodec.Decoded.Undecodable) decoded).detail(), null);
    }

    /** The same item as another attempt of a dead letter; an edited change keeps the fingerprint that its client sent. */
    BatchItem asAttemptOf(DeadLetterRow letter, LedgerEntry entry) {
        UUID kept = entry == null ? fingerprint : entry.fingerprint();
        return new BatchItem(message, carried, order, outbox, kept, unreadable, new Redriven(letter, entry));
    }

    /** The same message with its content unread, for when the content itself cannot be stored. */
    BatchItem withoutContent(String why) {
        return new BatchItem(message, carried, order, null, null, why, redriven);
    }

    /** The ledger's row that this attempt's outcome changes; null where it gets one of its own. */
    LedgerEntry entryToChange() {
        return redriven == null ? null : redriven.entry();
    }

    boolean readable() {
        return outbox != null;
    }

    ChangeKey changeKey() {
        return new ChangeKey(outbox.origin().tenant(), outbox.change().id());
    }

    ChangeKey predecessorKey() {
        return new ChangeKey(outbox.origin().tenant(), outbox.change().after());
    }

    /** What is logged until it is closed names the trace of the change's push, if it has one. */
    TraceInLog traceInLog() {
        return carried == null ? null : TraceInLog.of(carried.trace());
    }

    MessagePlace place() {
        return new MessagePlace(message.topic(), message.partition(), message.offset());
    }

    AckPublisher.Answer answer(LedgerEntry entry) {
        return new AckPublisher.Answer(entry, carried);
    }
}
