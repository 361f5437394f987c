package dev.syncline.retry;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Asks the broker's cluster for its nodes. */
final class BrokerProbe implements Probe {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Admin admin;

    BrokerProbe(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>();
        kafka.forEach((key, value) -> {
            if (AdminClientConfig.configNames().contains(key)) {
                config.put(key, value);
            }
        });
        config.put(AdminClientConfig.CLIENT_ID_CONFIG, "syncline-probe");
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        config.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        this.admin = Admin.create(config);
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
