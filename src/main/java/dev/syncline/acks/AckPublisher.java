package dev.syncline.acks;

import dev.syncline.change.CompositeKey;
import dev.syncline.json.JsonMembers;
import dev.syncline.json.JsonWriter;
import dev.syncline.kafka.ChannelProducers;
import dev.syncline.kafka.Durably;
import dev.syncline.outbox.Carried;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.settings.Settings;
import dev.syncline.store.Epoch;
import dev.syncline.store.LedgerEntry;
import dev.syncline.tracing.TraceInLog;
import dev.syncline.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/** Publishes outcomes to the acks topic, for producers on Kafka and to wake whoever waits on any instance. */
@ApplicationScoped
public class AckPublisher {

    private static final Logger LOG = Logger.getLogger(AckPublisher.class);

    /** Of the messages on the topic of acks. */
    static final byte[] SCHEMA_VERSION = "1".getBytes(StandardCharsets.UTF_8);

    /** @param carried what goes back of the outbox message's headers, or null */
    public record Answer(LedgerEntry entry, Carried carried) {

        private Header trace() {
            return carried == null ? null : carried.trace();
        }
    }

    @Inject
    Settings settings;

    @Inject
    ChannelProducers producers;

    @Inject
    Traces traces;

    /** Returns once the broker has all of them durably. */
    public void publish(List<Answer> answers, Epoch epoch) {
        try (Traces.Step acks = traces.acks(answers.stream().map(Answer::trace)::iterator)) {
            Durably.send(producers.acks(), answers, answer -> message(answer, epoch));
        }
        if (LOG.isDebugEnabled()) {
            answers.forEach(AckPublisher::log);
        }
    }

    private static void log(Answer answer) {
        try (TraceInLog trace = TraceInLog.of(answer.trace())) {
            LOG.debugf(
                    "answered: changeId=%s outcome=%s",
                    answer.entry().changeId(), answer.entry().outcome());
        }
    }

    private ProducerRecord<byte[], byte[]> message(Answer answer, Epoch epoch) {
        LedgerEntry entry = answer.entry();
        JsonMembers value = new JsonMembers()
                .add("tenant", entry.origin().tenant())
                .add("subject", entry.origin().subject());
        AckJson.tell(entry.ack(epoch), value::add);
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                settings.acks().topic(),
                CompositeKey.of(entry.origin().tenant(), entry.origin().clientId()),
                JsonWriter.writeBytes(value));
        message.headers().add(OutboxCodec.SCHEMA_HEADER, SCHEMA_VERSION);
        if (answer.carried() != null) {
            answer.carried().addTo(message.headers());
        }
        return message;
    }
}
