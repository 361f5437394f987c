package dev.syncline.retry;

import dev.syncline.kafka.BrokerClients;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Asks the broker's cluster for its nodes. */
final class BrokerProbe implements Probe {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Admin admin;

    BrokerProbe(BrokerClients clients) {
        this.admin = clients.admin(Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG,
                "syncline-probe",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) LIMIT.toMillis(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) LIMIT.toMillis(),
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                1_000L));
    }

    @Override
    public void look() throws Exception {
        DescribeClusterOptions options = new DescribeClusterOptions().timeoutMs((int) LIMIT.toMillis());
        admin.describeCluster(options).nodes().get(LIMIT.toMillis() + 500, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        admin.close(Duration.ofMillis(500));
    }
}
