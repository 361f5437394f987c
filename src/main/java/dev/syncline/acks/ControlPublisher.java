package dev.syncline.acks;

import dev.syncline.kafka.ChannelProducers;
import dev.syncline.outbox.OutboxCodec;
import dev.syncline.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Tells every other instance something, where the broker lets it; nobody relies on being told. */
@ApplicationScoped
public class ControlPublisher {

    private static final Logger LOG = Logger.getLogger(ControlPublisher.class);

    @Inject
    Settings settings;

    @Inject
    ChannelProducers producers;

    @ConfigProperty(name = "quarkus.uuid")
    String instance;

    /** May wait some seconds for the broker. */
    public void tellOthers(Control control) {
        Producer<byte[], byte[]> producer = producers.acks();
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(settings.acks().topic(), null, null);
        message.headers().add(OutboxCodec.SCHEMA_HEADER, AckPublisher.SCHEMA_VERSION);
        message.headers().add(Control.HEADER, control.encode());
        message.headers().add(OutboxCodec.INSTANCE_HEADER, instance.getBytes(StandardCharsets.UTF_8));
        producer.send(message, (metadata, failure) -> {
            if (failure != null) {
                LOG.debugf("other instances were not told: %s", failure.getMessage());
            }
        });
    }
}
