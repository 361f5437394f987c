package dev.syncline.acks;

import com.fasterxml.jackson.core.JsonToken;
import dev.syncline.change.Origin;
import dev.syncline.json.JsonCursor;
import dev.syncline.json.JsonException;
import dev.syncline.kafka.HeaderText;
import dev.syncline.outbox.OutboxCodec;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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

    /** Outcomes of so many changes that this instance's ingress took. */
    public record OwnChangesAnswered(String tenant, int changes) {}

    /** Something became of changes of these clients. */
    public record Answered(Set<Origin> clients) {}

    @Inject
    AckWaiters waiters;

    @Inject
    Event<OwnChangesAnswered> ownChangesAnswered;

    @Inject
    Event<Answered> answered;

    @Inject
    Event<Control.Heard> control;

    @ConfigProperty(name = "quarkus.uuid")
    String instance;

    @Incoming("acks-in")
    public void heard(ConsumerRecords<byte[], byte[]> acks) {
        Set<Origin> clients = new HashSet<>();
        Map<String, Integer> own = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> ack : acks) {
            heard(ack, clients, own);
        }
        if (!clients.isEmpty()) {
            answered.fire(new Answered(clients));
        }
        own.forEach((tenant, changes) -> ownChangesAnswered.fire(new OwnChangesAnswered(tenant, changes)));
    }

    // What this instance said took effect here at once.
    private void heardControl(byte[] value, boolean isOwn) {
        if (!isOwn) {
            Control.decode(value).map(Control.Heard::new).ifPresent(control::fire);
        }
    }

    private boolean isOwn(ConsumerRecord<byte[], byte[]> message) {
        return instance.equals(HeaderText.of(message.headers(), OutboxCodec.INSTANCE_HEADER));
    }

    /** What of an ack tells whom it is for. It stands first in the message, and the rest is not read. */
    record Named(String tenant, String subject, String changeId, String clientId) {

        Named {
            if (tenant == null || subject == null || changeId == null || clientId == null) {
                throw new IllegalArgumentException("an ack names tenant, subject, change and client");
            }
        }

        static Named of(byte[] ack) {
            if (ack == null) {
                throw new IllegalArgumentException("an ack is not empty");
            }
            String[] found = new String[4];
            try (JsonCursor cursor = JsonCursor.over(ack)) {
                cursor.next();
                int missing = found.length;
                while (missing > 0 && cursor.next() == JsonToken.FIELD_NAME) {
                    int place = place(cursor.text());
                    cursor.next();
                    if (place >= 0) {
                        found[place] = cursor.text();
                        missing--;
                    } else {
                        cursor.skip();
                    }
                }
            }
            return new Named(found[0], found[1], found[2], found[3]);
        }

        private static int place(String name) {
            return switch (name) {
                case "tenant" -> 0;
                case "subject" -> 1;
                case "changeId" -> 2;
                case "clientId" -> 3;
                default -> -1;
            };
        }
    }

    private void heard(ConsumerRecord<byte[], byte[]> message, Set<Origin> clients, Map<String, Integer> own) {
        Header said = message.headers().lastHeader(Control.HEADER);
        if (said != null) {
            heardControl(said.value(), isOwn(message));
            return;
        }
        try {
            Named named = Named.of(message.value());
            Origin client = new Origin(named.tenant(), named.subject(), named.clientId());
            waiters.signal(client, UUID.fromString(named.changeId()));
            clients.add(client);
            if (isOwn(message)) {
                own.merge(named.tenant(), 1, Integer::sum);
            }
        } catch (JsonException | IllegalArgumentException e) {
            // A foreign message on the topic wakes nobody; waiters look again by themselves.
            LOG.debugf("ack unreadable: partition=%d offset=%d", message.partition(), message.offset());
        }
    }
}
