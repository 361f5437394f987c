package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.change.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the sync stands is the same whichever instance is asked, though only one of them has the work. */
class StatusIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> SHARED =
            List.of("online", "isSyncing", "paused", "queueDepth", "lastSyncTime", "progress");

    @Test
    void bothInstancesTellTheSameThroughADrainAPauseAndARestart() throws SQLException {
        try (Bench bench = Bench.start("status")) {
            ServiceProcess one = bench.newService();
            ServiceProcess other = bench.newService();
            one.start();
            other.start();
            one.awaitReady();
            other.awaitReady();
            Wire user = bench.wire("ann", "sync", "sync-operator");
            push(one, user, "m-1");
            awaitBoth(one, other, user, status -> is(status, "queueDepth", 0L) && !is(status, "lastSyncTime", null));

            // One instance has a record's partition and cannot go on with it; the rest is processed by both.
            try (Connection connection = bench.connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("select 1 from record for update");
                push(one, user, "m-1");
                await().atMost(SOON).until(() -> isHeld(bench));
                push(one, user, "m-1");
                IntStream.range(2, 20).forEach(number -> push(other, user, "m-" + number));
                awaitBoth(one, other, user, status -> is(status, "isSyncing", true) && done(status) > 0);
                post(one, user, "/api/v1/engine/pause");
                awaitBoth(one, other, user, status -> is(status, "paused", true));
                connection.rollback();
            }

            // In the middle of a drain, stopped by an operator, an instance that begins anew tells what the other does.
            Predicate<Map<String, Object>> halfway =
                    status -> is(status, "paused", true) && is(status, "isSyncing", false) && done(status) > 0;
            awaitBoth(one, other, user, halfway);
            other.stop();
            other.start();
            other.awaitReady();
            awaitBoth(one, other, user, halfway);

            post(other, user, "/api/v1/engine/resume");
            awaitBoth(
                    one,
                    other,
                    user,
                    status -> is(status, "isSyncing", false)
                            && is(status, "queueDepth", 0L)
                            && is(status, "progress", null));
        }
    }

    /** Asked on a connection of its own: a transaction goes on seeing what it saw first. */
    private static boolean isHeld(Bench bench) throws SQLException {
        try (Connection connection = bench.connect();
                Statement statement = connection.createStatement()) {
            return statement
                    .executeQuery("select 1 from pg_stat_activity where wait_event_type = 'Lock'")
                    .next();
        }
    }

    private static long done(Map<String, Object> status) {
        return Json.isObject(status.get("progress"))
                ? (long) Json.object(status.get("progress")).get("done")
                : -1;
    }

    /** Both have this and, of what they share, all else alike. */
    private static void awaitBoth(
            ServiceProcess one, ServiceProcess other, Wire user, Predicate<Map<String, Object>> expected) {
        await().atMost(SOON).untilAsserted(() -> {
            Map<String, Object> first = status(one, user);
            Map<String, Object> second = status(other, user);
            assertEquals(true, expected.test(first), first::toString);
            for (String member : SHARED) {
                assertEquals(first.get(member), second.get(member), member);
            }
        });
    }

    private static boolean is(Map<String, Object> status, String member, Object value) {
        return value == null ? status.get(member) == null : value.equals(status.get(member));
    }

    private static Map<String, Object> status(ServiceProcess service, Wire user) {
        Wire.Answer answer = user.get(service.address(), "/api/v1/status").orElseThrow();
        assertEquals(200, answer.status());
        return answer.body();
    }

    private static void post(ServiceProcess service, Wire user, String path) {
        assertEquals(
                200,
                user.post(service.address(), path, Map.of(), false, null)
                        .orElseThrow()
                        .status());
    }

    private static void push(ServiceProcess service, Wire user, String entityId) {
        Map<String, Object> change = Map.of(
                "id",
                UUID.randomUUID().toString(),
                "type",
                "UPDATE",
                "entity",
                "message",
                "entityId",
                entityId,
                "data",
                Map.of("text", "a"),
                "timestamp",
                System.currentTimeMillis());
        Map<String, Object> body = Map.of("clientId", "phone", "changes", List.of(change));
        assertEquals(
                202,
                user.post(service.address(), "/api/v1/changes", body, false, null)
                        .orElseThrow()
                        .status());
    }
}
