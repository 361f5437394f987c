package dev.syncline.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many clients on few records, in parallel: every change has one outcome, and nothing anybody wrote is gone. */
@QuarkusTest
class CrowdTest {

    private static final int CLIENTS = 50;
    private static final int CHANGES = 200;
    private static final int RECORDS = 100;
    private static final int PUSH = 20;

    @Inject
    AgroalDataSource database;

    private final String tenant = Api.newTenant();

    @Test
    void fiftyClientsOnAHundredRecords() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<List<Map<String, Object>>> sent = new ArrayList<>();
        try {
            List<Callable<List<Map<String, Object>>>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                clients.add(() -> run(number));
            }
            for (Future<List<Map<String, Object>>> client : threads.invokeAll(clients)) {
                sent.add(client.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertEquals(CLIENTS * CHANGES, count("select count(*) from ledger where tenant = ?"));
        assertEquals(
                0, count("select count(*) from ledger where tenant = ? and outcome in ('REJECTED', 'DEAD_LETTERED')"));
        for (List<Map<String, Object>> client : sent) {
            assertInOrder(client);
        }
        assertEveryValueIsKept(sent);
    }

    /** One device: edits records it last saw at some version, chained behind its own unanswered edits. */
    private List<Map<String, Object>> run(int number) {
        Api api = Api.as(tenant, "user-" + number);
        Random random = new Random(number);
        Map<String, Long> seen = new HashMap<>();
        List<Map<String, Object>> sent = new ArrayList<>();
        while (sent.size() < CHANGES) {
            Map<String, Map<String, Object>> unanswered = new HashMap<>();
            List<Map<String, Object>> push = new ArrayList<>();
            for (int i = 0; i < PUSH; i++) {
                String id = "r-" + random.nextInt(RECORDS);
                Map<String, Object> data =
                        Map.of("text", "v-" + number + "-" + (sent.size() + i), "by-" + number % 5, i);
                Map<String, Object> previous = unanswered.get(id);
                Map<String, Object> change = seen.containsKey(id) || previous != null
                        ? Changes.patch("message", id, seen.getOrDefault(id, 0L), data)
                        : Changes.create("message", id, data);
                if (previous != null) {
                    change = Changes.after(previous, change);
                }
                unanswered.put(id, change);
                push.add(change);
            }
            for (JsonNode ack : api.sync("device-" + number, push)) {
                seen.put(ack.get("entityId").asText(), ack.get("version").asLong());
            }
            sent.addAll(push);
        }
        return sent;
    }

    /** A client's changes to one record were resolved in the order it made them. */
    private void assertInOrder(List<Map<String, Object>> sent) throws SQLException {
        Map<String, List<String>> wanted = new HashMap<>();
        sent.forEach(change -> wanted.computeIfAbsent((String) change.get("entityId"), id -> new ArrayList<>())
                .add((String) change.get("id")));
        Map<String, Long> places = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select change_id::text, row_number() over (order by epoch, tx, ordinal) from ledger"
                                + " where tenant = ?")) {
            statement.setString(1, tenant);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                places.put(rows.getString(1), rows.getLong(2));
            }
        }
        wanted.values().forEach(ids -> {
            List<Long> order = ids.stream().map(places::get).toList();
            assertEquals(order.stream().sorted().toList(), order);
        });
    }

    private void assertEveryValueIsKept(List<List<Map<String, Object>>> sent) throws SQLException {
        StringBuilder kept = new StringBuilder();
        for (String query : List.of(
                "select data from record where tenant = ?",
                "select data from revision where tenant = ?",
                "select concat_ws(' ', base, mine, patch, theirs, result, lost) from conflict where tenant = ?")) {
            try (Connection connection = database.getConnection();
                    PreparedStatement statement = connection.prepareStatement(query)) {
                statement.setString(1, tenant);
                ResultSet rows = statement.executeQuery();
                while (rows.next()) {
                    kept.append(rows.getString(1)).append('\n');
                }
            }
        }
        Set<String> found = new HashSet<>(List.of(kept.toString().split("[^a-z0-9-]+")));
        for (List<Map<String, Object>> client : sent) {
            for (Map<String, Object> change : client) {
                Map<?, ?> written = (Map<?, ?>) change.getOrDefault("data", change.get("patch"));
                assertTrue(found.contains(written.get("text")), () -> "gone: " + written.get("text"));
            }
        }
    }

    private long count(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, tenant);
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }
}
