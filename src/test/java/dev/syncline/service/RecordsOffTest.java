package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** As long as nobody switches it on, no other service is told of records, and nothing is there for it. */
@QuarkusTest
class RecordsOffTest {

    @Test
    void thereIsNeitherATopicNorAProducer() throws Exception {
        Api.as(Api.newTenant(), "alice").sync("phone", create("message", "m-1", Map.of("text", "a")));

        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class)))) {
            assertFalse(admin.listTopics().names().get().contains("syncline.records"));
        }
        List<String> producers = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("syncline-records"))
                .toList();
        assertEquals(List.of(), producers);
    }
}
