package dev.syncline.acks;

import dev.syncline.change.Json;
import dev.syncline.change.Origin;
import dev.syncline.json.JsonException;
import dev.syncline.json.JsonReader;
import dev.syncline.outbox.OutboxCodec;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Hears of every outcome on every instance, and wakes who waits for it; the database has the truth. */
@ApplicationScoped
public class AckListener {

    private static final Logger LOG = Logger.getLogger(AckListener.class);

    /** An outcome of a change that this instance's ingress took. */
    public record OwnChangeAnswered(String tenant) {}

    /** Something became of a change of this client's. */
    public record Answered(Origin client) {}

    @Inject
    AckWaiters waiters;

    @Inject
    Event<OwnChangeAnswered> ownChangeAnswered;

    @Inject
    Event<Answered> answered;

    @Inject
    Event<Control.Heard> control;

    @ConfigProperty(name = "quarkus.uuid")
    String instance;

    @Incoming("acks-in")
    public void heard(ConsumerRecords<byte[], byte[]> acks) {
        for (ConsumerRecord<byte[], byte[]> ack : acks) {
            heard(ack);
        }
    }

    // What this instance said took effect here at once.
    private void heardControl(byte[] value, boolean isOwn) {
        if (!isOwn) {
            Control.decode(value).map(Control.Heard::new).ifPresent(control::fire);
        }
    }

    private boolean isOwn(ConsumerRecord<byte[], byte[]> message) {
        Header origin = message.headers().lastHeader(OutboxCodec.INSTANCE_HEADER);
        return origin != null && instance.equals(new String(origin.value(), StandardCharsets.UTF_8));
    }

    private void heard(ConsumerRecord<byte[], byte[]> message) {
        Header said = message.headers().lastHeader(Control.HEADER);
        if (said != null) {
            heardControl(said.value(), isOwn(message));
            return;
        }
        try {
            Map<String, Object> ack = Json.object(JsonReader.stored().read(message.value()));
            String tenant = (String) ack.get("tenant");
            Origin client = new Origin(tenant, (String) ack.get("subject"), (String) ack.get("clientId"));
            waiters.signal(client, UUID.fromString((String) ack.get("changeId")));
            answered.fire(new Answered(client));
            if (isOwn(message)) {
                ownChangeAnswered.fire(new OwnChangeAnswered(tenant));
            }
        } catch (JsonException | ClassCastException | IllegalArgumentException | NullPointerException e) {
            // A foreign message on the topic wakes nobody; waiters look again by themselves.
            LOG.debugf("ack unreadable: partition=%d offset=%d", message.partition(), message.offset());
        }
    }
}
