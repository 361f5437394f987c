package dev.syncline.backends;

import dev.syncline.embedded.Broker;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/** One Kafka broker, its own controller, in a container; the image of docker/compose.yaml. */
final class ContainerBroker implements Broker {

    static final RemoteDockerImage IMAGE = new RemoteDockerImage(DockerImageName.parse("apache/kafka:4.1.1"));

    private static final int PORT = 9092;

    private final ServerContainer container = new ServerContainer(IMAGE, PORT, this::answers);

    ContainerBroker() {
        Map.ofEntries(
                        Map.entry("NODE_ID", "1"),
                        Map.entry("PROCESS_ROLES", "broker,controller"),
                        Map.entry("CONTROLLER_QUORUM_VOTERS", "1@localhost:9093"),
                        Map.entry("CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                        Map.entry("INTER_BROKER_LISTENER_NAME", "PLAINTEXT"),
                        Map.entry("LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                        Map.entry("LISTENERS", "PLAINTEXT://:" + PORT + ",CONTROLLER://:9093"),
                        Map.entry("LOG_DIRS", "/tmp/kafka-logs"),
                        Map.entry("AUTO_CREATE_TOPICS_ENABLE", "false"),
                        Map.entry("DEFAULT_REPLICATION_FACTOR", "1"),
                        Map.entry("OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
                        Map.entry("OFFSETS_TOPIC_NUM_PARTITIONS", "4"),
                        Map.entry("TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
                        Map.entry("TRANSACTION_STATE_LOG_MIN_ISR", "1"),
                        Map.entry("TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4"),
                        Map.entry("SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1"),
                        Map.entry("SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1"),
                        Map.entry("GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
                        Map.entry("HEAP_OPTS", "-Xmx512m"))
                .forEach((name, value) -> container.addEnv("KAFKA_" + name, value));
    }

    @Override
    public String bootstrapServers() {
        return container.getHost() + ":" + container.port();
    }

    @Override
    public void start() {
        container.addEnv("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://" + bootstrapServers());
        container.start();
    }

    @Override
    public void stop() {
        container.halt();
    }

    private boolean answers() throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                2_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                1_000))) {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
