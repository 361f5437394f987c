package dev.syncline.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the channels' clients run, wherever that is set. */
@QuarkusTest
class ChannelsTest {

    @Inject
    KafkaClientService clients;

    @ParameterizedTest
    @CsvSource({
        "outbox-out, 2000, 0,",
        "acks-out, 5000, 5, 131072",
        "dead-letters-out, 5000, 0,",
    })
    void aProducerIsDurableAndSoonGivesUp(String channel, String maxBlock, String linger, String batchSize) {
        Map<String, ?> config = clients.getProducer(channel).configuration();
        assertIs(config, "acks", "all");
        assertIs(config, "enable.idempotence", "true");
        assertIs(config, "linger.ms", linger);
        assertIs(config, "batch.size", batchSize);
        assertIs(config, "max.block.ms", maxBlock);
        assertIs(config, "request.timeout.ms", "5000");
        assertIs(config, "delivery.timeout.ms", "10000");
        assertIs(config, "key.serializer", ByteArraySerializer.class.getName());
        assertIs(config, "value.serializer", ByteArraySerializer.class.getName());
    }

    @ParameterizedTest
    @CsvSource({"outbox, syncline, 1000, earliest", "acks-in, syncline-acks-.*,, latest"})
    void aConsumerReadsBytes(String channel, String group, String records, String offset) {
        // One that is taken by several threads is several channels.
        String one = clients.getConsumerChannels().stream()
                .filter(name -> name.startsWith(channel))
                .findFirst()
                .orElseThrow();
        Map<String, ?> config = clients.getConsumer(one).configuration();
        assertTrue(config.get("group.id").toString().matches(group), config::toString);
        assertIs(config, "max.poll.records", records);
        assertIs(config, "auto.offset.reset", offset);
        assertIs(config, "request.timeout.ms", null);
        assertIs(config, "key.deserializer", ByteArrayDeserializer.class.getName());
        assertIs(config, "value.deserializer", ByteArrayDeserializer.class.getName());
    }

    private static void assertIs(Map<String, ?> config, String name, String value) {
        Object set = config.get(name);
        assertEquals(value, set == null ? null : set.toString(), name);
    }
}
