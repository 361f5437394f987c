package dev.syncline.outbox;

import dev.syncline.kafka.BrokerClients;
import dev.syncline.settings.InvalidSettings;
import dev.syncline.settings.Settings;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/** Makes the topics that are missing at start, looks how long the outbox keeps changes, and tells its identity. */
@ApplicationScoped
public class OutboxTopics {

    private static final Logger LOG = Logger.getLogger(OutboxTopics.class);

    @Inject
    Settings settings;

    @Inject
    BrokerClients clients;

    private Admin admin;

    // Before the channels open: a consumer of a missing topic looks again only when its metadata age.
    void atStart(@Observes @Priority(2) StartupEvent event) {
        admin = clients.admin(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000));
        prepare();
    }

    private void prepare() {
        List<NewTopic> wanted = wanted();
        try {
            Set<String> present = admin.listTopics().names().get(30, TimeUnit.SECONDS);
            if (present.contains(settings.outbox().topic())) {
                requireRetention();
            }
            List<NewTopic> missing = wanted.stream()
                    .filter(topic -> !present.contains(topic.name()))
                    .toList();
            for (NewTopic topic : missing) {
                create(topic);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "The topics could not be read or made: check kafka.bootstrap.servers, or that the broker is up, or make "
                            + wanted.stream().map(NewTopic::name).toList() + " by hand.",
                    e);
        }
    }

    private void create(NewTopic topic) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
            LOG.infof("topic made: %s", topic.name());
        } catch (ExecutionException e) {
            // Another instance was faster.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** What the setting says counts only for a topic that is made here. */
    private void requireRetention() throws InterruptedException {
        String topic = settings.outbox().topic();
        Duration ledger = settings.retention().ledger();
        long millis;
        try {
            millis = retentionMillis(topic);
        } catch (ExecutionException | TimeoutException e) {
            // Not everybody who may write to a topic may read how it is set up.
            LOG.warnf("how long %s keeps changes could not be read: see that it is below %s: %s", topic, ledger, e);
            return;
        }
        boolean forEver = millis < 0;
        if (forEver || millis >= ledger.toMillis()) {
            throw new InvalidSettings("The topic " + topic + " has a retention.ms of " + millis
                    + (forEver ? ", which is for ever" : "") + ", no shorter than syncline.retention.ledger (" + ledger
                    + "); set it below " + ledger.toMillis()
                    + ", or a change that is read again from the outbox is applied again");
        }
        if (millis < settings.outbox().retention().toMillis()) {
            LOG.warnf(
                    "the topic %s has a retention.ms of %d, shorter than syncline.outbox.retention (%s): what an outage leaves"
                            + " unread for longer is lost",
                    topic, millis, settings.outbox().retention());
        }
    }

    private long retentionMillis(String topic) throws InterruptedException, ExecutionException, TimeoutException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config =
                admin.describeConfigs(List.of(resource)).values().get(resource).get(30, TimeUnit.SECONDS);
        return Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
    }

    private List<NewTopic> wanted() {
        List<NewTopic> wanted = new ArrayList<>(List.of(outbox(), acks(), deadLetters()));
        if (settings.records().enabled()) {
            wanted.add(records());
        }
        return wanted;
    }

    private NewTopic outbox() {
        return topic(settings.outbox().topic(), settings.outbox().partitions())
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        String.valueOf(settings.outbox().retention().toMillis())));
    }

    private NewTopic acks() {
        return topic(settings.acks().topic(), settings.acks().partitions());
    }

    private NewTopic deadLetters() {
        return topic(settings.deadLetter().topic(), 1);
    }

    /** Whoever reads it has as long to learn of a deletion as the outbox keeps a change. */
    private NewTopic records() {
        return topic(settings.records().topic(), settings.outbox().partitions())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.DELETE_RETENTION_MS_CONFIG,
                        String.valueOf(settings.outbox().retention().toMillis())));
    }

    private NewTopic topic(String name, int partitions) {
        OptionalInt replicas = settings.outbox().replicationFactor();
        return new NewTopic(
                name,
                Optional.of(partitions),
                replicas.isPresent() ? Optional.of((short) replicas.getAsInt()) : Optional.empty());
    }

    /** The outbox's topic id, which changes when the topic is deleted and made anew. */
    public String outboxTopicId() throws InterruptedException, ExecutionException, TimeoutException {
        String topic = settings.outbox().topic();
        return admin.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get(10, TimeUnit.SECONDS)
                .topicId()
                .toString();
    }

    Admin admin() {
        return admin;
    }

    @PreDestroy
    void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(2));
        }
    }
}
