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
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/** Makes the topics that are missing at start, looks whether the outbox keeps changes as it must, and tells its identity. */
@ApplicationScoped
public class OutboxTopics {

    private static final Logger LOG = Logger.getLogger(OutboxTopics.class);

    /** How long the broker may take for a call at the start, which nobody waits for yet. */
    private static final Duration AT_START = Duration.ofSeconds(30);

    /** The same for one try of it, and for a call of the engine's. */
    private static final Duration ONE_TRY = Duration.ofSeconds(10);

    private static final String NO_LIMIT = "-1";

    @Inject
    Settings settings;

    @Inject
    BrokerClients clients;

    private Admin admin;

    // Before the channels open: a consumer of a missing topic looks again only when its metadata age.
    void atStart(@Observes @Priority(2) StartupEvent event) {
        admin = clients.admin(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) AT_START.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ONE_TRY.toMillis()));
        prepare();
    }

    private void prepare() {
        List<NewTopic> wanted = wanted();
        try {
            Set<String> present = answer(admin.listTopics().names(), AT_START);
            if (present.contains(settings.outbox().topic())) {
                requireThatItKeepsChanges();
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
            answer(admin.createTopics(List.of(topic)).all(), AT_START);
            LOG.infof("topic made: %s", topic.name());
        } catch (ExecutionException e) {
            // Another instance was faster.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** What the settings say counts only for a topic that is made here. */
    private void requireThatItKeepsChanges() throws InterruptedException {
        String topic = settings.outbox().topic();
        Config config;
        try {
            config = config(topic);
        } catch (ExecutionException | TimeoutException e) {
            // Not everybody who may write to a topic may read how it is set up.
            LOG.warnf(
                    "how %s keeps changes could not be read: see that its cleanup.policy is delete, its retention.ms below %s"
                            + " and its retention.bytes -1: %s",
                    topic, settings.retention().ledger(), e);
            return;
        }
        requireDeletion(topic, config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value());
        requireRetention(
                topic,
                Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value()));
        warnOfSize(
                topic,
                Long.parseLong(config.get(TopicConfig.RETENTION_BYTES_CONFIG).value()));
    }

    private static void requireDeletion(String topic, String policy) {
        if (!policy.equals(TopicConfig.CLEANUP_POLICY_DELETE)) {
            throw new InvalidSettings("The topic " + topic + " has a cleanup.policy of '" + policy
                    + "'; set it to delete alone, or of a record's changes that wait only the last may be left");
        }
    }

    private void requireRetention(String topic, long millis) {
        Duration ledger = settings.retention().ledger();
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

    private static void warnOfSize(String topic, long bytes) {
        if (bytes >= 0) {
            LOG.warnf(
                    "the topic %s has a retention.bytes of %d: what an outage leaves unread beyond that size is lost; set it to"
                            + " -1",
                    topic, bytes);
        }
    }

    private Config config(String topic) throws InterruptedException, ExecutionException, TimeoutException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return answer(admin.describeConfigs(List.of(resource)).values().get(resource), AT_START);
    }

    private static <T> T answer(KafkaFuture<T> future, Duration within)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(within.toNanos(), TimeUnit.NANOSECONDS);
    }

    private List<NewTopic> wanted() {
        List<NewTopic> wanted = new ArrayList<>(List.of(outbox(), acks(), deadLetters()));
        if (settings.records().enabled()) {
            wanted.add(records());
        }
        return wanted;
    }

    /** Whatever the broker does with topics of which nothing is said: what was accepted stays until its time is up. */
    private NewTopic outbox() {
        return topic(settings.outbox().topic(), settings.outbox().partitions())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        NO_LIMIT,
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
        return answer(admin.describeTopics(List.of(topic)).topicNameValues().get(topic), ONE_TRY)
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
