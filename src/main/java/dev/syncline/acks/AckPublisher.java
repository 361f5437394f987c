package dev.syncline.acks;

import dev.syncline.change.CompositeKey;
import dev.syncline.json.JsonMembers;
import dev.syncline.json.JsonWriter;
import dev.syncline.kafka.ChannelProducers;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
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
            send(answers, epoch);
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

    private void send(List<Answer> answers, Epoch epoch) {
        Producer<byte[], byte[]> producer = producers.acks();
        List<Future<?>> sent = new ArrayList<>(answers.size());
        for (Answer answer : answers) {
            Future<?> future = producer.send(message(answer, epoch));
            if (future.isDone()) {
                // Refused while sending: with the broker away, every further one would wait for it as long again.
                await(future);
            } else {
                sent.add(future);
            }
        }
        for (Future<?> future : sent) {
            await(future);
        }
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while acks were published", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take every ack", e.getCause());
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
