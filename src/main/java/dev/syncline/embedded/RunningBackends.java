package dev.syncline.embedded;

import java.util.Map;

/** A broker and a database that run, whatever they run in, and the settings that lead to them. */
public interface RunningBackends extends AutoCloseable {

    Broker broker();

    Database database();

    @Override
    void close();

    default Map<String, String> config() {
        return Map.of(
                "kafka.bootstrap.servers",
                broker().bootstrapServers(),
                "quarkus.datasource.jdbc.url",
                database().jdbcUrl(),
                "quarkus.datasource.username",
                Database.USER,
                "quarkus.datasource.password",
                Database.PASSWORD);
    }
}
