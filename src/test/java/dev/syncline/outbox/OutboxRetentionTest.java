package dev.syncline.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.kafka.BrokerClients;
import dev.syncline.settings.InvalidSettings;
import dev.syncline.settings.Settings;
import dev.syncline.settings.SettingsOf;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An outbox keeps every change until its time is up, for shorter than the ledger knows it, or the service does not start. */
@QuarkusTest
class OutboxRetentionTest {

    private static final String OUTBOX = "syncline.outbox";
    private static final String POLICY = TopicConfig.CLEANUP_POLICY_CONFIG;
    private static final String MILLIS = TopicConfig.RETENTION_MS_CONFIG;
    private static final String BYTES = TopicConfig.RETENTION_BYTES_CONFIG;

    @Inject
    Settings settings;

    @Inject
    BrokerClients clients;

    private final OutboxTopics topics = new OutboxTopics();
    private Admin admin;

    @BeforeEach
    void begin() {
        admin = clients.admin(Map.of());
        topics.settings = settings;
        topics.clients = clients;
    }

    @AfterEach
    void end() throws Exception {
        set(POLICY, "delete");
        set(MILLIS, String.valueOf(settings.outbox().retention().toMillis()));
        set(BYTES, "-1");
        topics.close();
        admin.close();
    }

    @Test
    void oneThatIsMadeHereTakesNothingOverFromTheBroker() throws Exception {
        String made = "syncline.outbox-" + UUID.randomUUID();
        topics.settings = SettingsOf.properties("outbox.topic", made, "outbox.retention", "3d");
        topics.atStart(new StartupEvent());
        try {
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> isOwn(config(made), MILLIS));
            Config config = config(made);
            assertEquals("delete", config.get(POLICY).value());
            assertTrue(isOwn(config, POLICY), "set for the topic");
            assertEquals("-1", config.get(BYTES).value());
            assertTrue(isOwn(config, BYTES), "set for the topic");
            assertEquals("259200000", config.get(MILLIS).value());
        } finally {
            admin.deleteTopics(List.of(made)).all().get();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"compact", "compact,delete"})
    void oneThatIsCompactedStopsTheStart(String policy) throws Exception {
        set(POLICY, policy);

        String message = assertThrows(InvalidSettings.class, () -> topics.atStart(new StartupEvent()))
                .getMessage();
        assertTrue(message.contains("syncline.outbox has a cleanup.policy of '" + policy + "'"), message);
        assertTrue(message.contains("set it to delete"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, for ever",
        "7776000000, a retention.ms of 7776000000",
        "9223372036854775807, a retention.ms of 9223372036854775807"
    })
    void oneThatKeepsThemAsLongAsTheLedgerOrLongerStopsTheStart(String millis, String says) throws Exception {
        set(MILLIS, millis);

        String message = assertThrows(InvalidSettings.class, () -> topics.atStart(new StartupEvent()))
                .getMessage();
        assertTrue(message.contains(says), message);
        assertTrue(message.contains("syncline.retention.ledger"), message);
        assertTrue(message.contains("set it below 7776000000"), message);
    }

    @Test
    void oneThatKeepsThemForLessDoesNot() throws Exception {
        set(MILLIS, "7775999999");
        assertEquals(List.of(), warnings());
    }

    @ParameterizedTest
    @CsvSource({"retention.ms, 604799999", "retention.bytes, 0", "retention.bytes, 1073741824"})
    void oneThatMayDropWhatAnOutageLeavesUnreadIsWarnedOf(String name, String value) throws Exception {
        set(name, value);

        List<String> warnings = warnings();
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("syncline.outbox has a " + name + " of " + value), warnings::toString);
    }

    /** Of a start. */
    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                    warnings.add(ExtLogRecord.wrap(line).getFormattedMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(OutboxTopics.class.getName());
        logger.addHandler(handler);
        try {
            assertDoesNotThrow(() -> topics.atStart(new StartupEvent()));
        } finally {
            logger.removeHandler(handler);
        }
        return warnings;
    }

    private void set(String name, String value) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, OUTBOX);
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(topic, List.of(change))).all().get();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> config(OUTBOX).get(name).value().equals(value));
    }

    private Config config(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource)).all().get().get(resource);
    }

    private static boolean isOwn(Config config, String name) {
        return config.get(name).source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
    }
}
