package dev.syncline.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.kafka.BrokerClients;
import dev.syncline.settings.InvalidSettings;
import dev.syncline.settings.Settings;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An outbox that somebody set up by hand keeps changes shorter than the ledger knows them, or the service does not start. */
@QuarkusTest
class OutboxRetentionTest {

    private static final ConfigResource TOPIC = new ConfigResource(ConfigResource.Type.TOPIC, "syncline.outbox");

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
        keep(settings.outbox().retention().toMillis());
        topics.close();
        admin.close();
    }

    @ParameterizedTest
    @CsvSource({
        "-1, for ever",
        "7776000000, a retention.ms of 7776000000",
        "9223372036854775807, a retention.ms of 9223372036854775807"
    })
    void oneThatKeepsThemAsLongAsTheLedgerOrLongerStopsTheStart(long millis, String says) throws Exception {
        keep(millis);

        String message = assertThrows(InvalidSettings.class, () -> topics.atStart(new StartupEvent()))
                .getMessage();
        assertTrue(message.contains(says), message);
        assertTrue(message.contains("syncline.retention.ledger"), message);
        assertTrue(message.contains("set it below 7776000000"), message);
    }

    @Test
    void oneThatKeepsThemForLessDoesNot() throws Exception {
        keep(7_775_999_999L);
        assertDoesNotThrow(() -> topics.atStart(new StartupEvent()));
    }

    private void keep(long millis) throws Exception {
        String value = String.valueOf(millis);
        AlterConfigOp retention =
                new AlterConfigOp(new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, value), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(TOPIC, List.of(retention))).all().get();
        await().atMost(Duration.ofSeconds(10)).until(() -> admin.describeConfigs(List.of(TOPIC))
                .all()
                .get()
                .get(TOPIC)
                .get(TopicConfig.RETENTION_MS_CONFIG)
                .value()
                .equals(value));
    }
}
