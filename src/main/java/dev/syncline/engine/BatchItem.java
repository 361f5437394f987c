package dev.syncline.engine;

import dev.syncline.acks.AckPublisher;
import dev.syncline.change.Fingerprint;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.outbox.OutboxRecord;
import dev.syncline.store.LedgerEntry;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * One message of a batch, read as far as it can be.
 *
 * @param outbox the change, or null where the message is unreadable
 * @param fingerprint the change's, or null
 * @param unreadable why, or null
 */
record BatchItem(ConsumerRecord<byte[], byte[]> message, OutboxRecord outbox, UUID fingerprint, String unreadable) {

    static BatchItem of(ConsumerRecord<byte[], byte[]> message) {
        Header schema = message.headers().lastHeader(OutboxCodec.SCHEMA_HEADER);
        OutboxCodec.Decoded decoded = OutboxCodec.decode(schema == null ? null : schema.value(), message.value());
        if (decoded instanceof OutboxCodec.Decoded.Readable readable) {
            OutboxRecord record = readable.record();
            return new BatchItem(message, record, Fingerprint.of(record.origin(), record.change()), null);
        }
        return new BatchItem(message, null, null, ((OutboxCodec.Decoded.Undecodable) decoded).detail());
    }

    AckPublisher.Answer answer(LedgerEntry entry) {
        return new AckPublisher.Answer(entry, message.headers().lastHeader(OutboxCodec.INSTANCE_HEADER));
    }

    boolean readable() {
        return outbox != null;
    }
}
