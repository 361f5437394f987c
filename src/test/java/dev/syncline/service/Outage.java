package dev.syncline.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.embedded.RunningBackends;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** What tests of outages ask and do. */
final class Outage {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Outage() {}

    static JsonNode status(Api user) {
        Api.Answer answer = user.get("/api/v1/status");
        assertEquals(200, answer.status(), () -> answer.body().toString());
        return answer.body();
    }

    static void awaitOnline(Api user, boolean online) {
        await().atMost(PATIENCE).until(() -> status(user).get("online").asBoolean() == online);
    }

    /** The answer of a health check, as in {@code ready} or {@code live}. */
    static String health(String kind) {
        return Api.send(HttpRequest.newBuilder(Api.service().resolve("/q/health/" + kind))
                        .timeout(Duration.ofSeconds(10))
                        .GET()
                        .build())
                .body()
                .get("status")
                .asText();
    }

    static int deadLetters(RunningBackends backends, String tenant) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(backends.database().jdbcUrl(), "syncline", "syncline");
                PreparedStatement statement =
                        connection.prepareStatement("select count(*) from dead_letter where tenant = ?")) {
            statement.setString(1, tenant);
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getInt(1);
        }
    }
}
