package dev.syncline.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.analytics.SummingUp;
import dev.syncline.store.AnalyticsPlans;
import dev.syncline.store.Explained;
import dev.syncline.summary.LatenciesTest;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A month of many outcomes is summed up and told from few pages. */
@QuarkusTest
class AnalyticsAtSizeTest {

    /** More make more of a month: {@code -Danalytics.minutes=15000} is ten million outcomes. */
    private static final int MINUTES = Integer.getInteger("analytics.minutes", 300);

    private static final int IN_MINUTE = 667;
    private static final int CONFLICTS_IN_MINUTE = 20;
    private static final int CONFLICTS = CONFLICTS_IN_MINUTE * MINUTES;
    private static final int APART = 43_500 / MINUTES;
    private static final int AT_ONCE = 50;

    private static final String PLANT = "insert into ledger (tenant, change_id, claim, subject, client_id, entity,"
            + " entity_id, fingerprint, outcome, version, stamp_millis, epoch, tx, ordinal, received_at, resolved_at,"
            + " code, skew_ms)"
            + " select ?, gen_random_uuid(), 0, 'ann', 'phone-' || i % 100, 'message', 'm-' || i % 5000,"
            + " gen_random_uuid(), case when i % 10 = 0 then 'REJECTED' else 'APPLIED' end, 1, 0, 0, 0, i,"
            + " at - make_interval(secs => i % 1000 / 1000.0), at,"
            + " case when i % 10 = 0 then 'record-not-found' end, case when i % 100 = 7 then 60000 end"
            + " from generate_series(?::int, ?::int) i,"
            + " lateral (select ?::timestamptz - make_interval(mins => " + APART + " * (i / " + IN_MINUTE + "),"
            + " secs => i % 60) as at) as moment";

    private static final String PLANT_CONFLICTS = "insert into conflict (tenant, id, entity, entity_id, change_id,"
            + " change_type, subject, client_id, strategy, outcome, resolution, theirs, theirs_deleted, theirs_version,"
            + " result, result_deleted, result_version, lost, created_at)"
            + " select ?, gen_random_uuid(), 'message', 'm-1', gen_random_uuid(), 'UPDATE', 'ann', 'phone',"
            + " 'three-way-merge', 'MERGED', 'MERGED_WITH_LOSS', '{}', false, 1, '{}', false, 2,"
            + " '[{\"path\":[\"color\"],\"side\":\"mine\",\"value\":1}]',"
            + " ?::timestamptz - make_interval(mins => " + APART + " * (i / " + CONFLICTS_IN_MINUTE
            + ")) from generate_series(0, ?::int - 1) i";

    private final String tenant = Api.newTenant();
    private final Api admin = Api.as(tenant, "root", "sync-admin");
    private final Instant newest = Instant.now()
            .truncatedTo(ChronoUnit.MINUTES)
            .minus(Duration.ofMinutes(10))
            .plusSeconds(59);

    @Inject
    SummingUp summingUp;

    @Inject
    Database database;

    @Inject
    AgroalDataSource connections;

    @Test
    void aMonthIsToldFromFewPagesHoweverMuchHappened() throws SQLException {
        plant();
        while (!summingUp.sumUp()) {
            Thread.onSpinWait();
        }

        for (String window : new String[] {"1m", "1h", "24h", "25h", "7d", "31d"}) {
            JsonNode answer = assertTimeout(Duration.ofSeconds(5), () -> admin.get("/api/v1/analytics?window=" + window)
                    .body());
            assertTrue(answer.get("complete").asBoolean(), window);
        }
        checkMonth(admin.get("/api/v1/analytics?window=31d").body());
        checkPlans();
    }

    private void plant() {
        for (int from = 0; from < MINUTES; from += AT_ONCE) {
            database.update(PLANT, tenant, from * IN_MINUTE, (from + AT_ONCE) * IN_MINUTE - 1, newest.toString());
        }
        database.update(PLANT_CONFLICTS, tenant, newest.toString(), CONFLICTS);
        database.update("analyze ledger");
        database.update("analyze conflict");
    }

    private static void checkMonth(JsonNode month) {
        long all = (long) MINUTES * IN_MINUTE;
        assertEquals(all, month.at("/rates/changes").asLong());
        assertEquals(all / 10, month.at("/failures/0/count").asLong());
        assertEquals(CONFLICTS, month.at("/conflicts/0/fields/0/count").asLong());
        assertTrue(
                LatenciesTest.isNear(499, month.at("/latency/p50").asLong()),
                month.get("latency").toString());
        assertEquals(999, month.at("/latency/max").asLong());
        assertEquals(10, month.get("busiestRecords").size());
        assertEquals("phone-7", month.at("/skewedClocks/0/clientId").asText());
    }

    private void checkPlans() throws SQLException {
        database.update("analyze analytics_minute");
        database.update("analyze analytics_hour");
        Map<String, Explained> plans;
        try (Connection connection = connections.getConnection()) {
            Instant monthAgo = newest.minus(Duration.ofDays(31));
            plans = AnalyticsPlans.of(connection, tenant, newest.truncatedTo(ChronoUnit.MINUTES), monthAgo);
        }
        plans.forEach((name, plan) -> assertFalse(
                plan.scansAll("ledger", "conflict", "analytics_minute", "analytics_hour"), () -> name + ": " + plan));
        // A page may be looked at for each of a minute's rows, and for none of the others.
        assertUses(plans.get("sum"), "ledger_resolved", 2 * IN_MINUTE);
        assertUses(plans.get("sum"), "conflict_recent", 2 * IN_MINUTE);
        assertUses(plans.get("first"), "ledger_resolved", 20);
        assertUses(plans.get("minutes"), "analytics_minute_pkey", 20);
        assertUses(plans.get("hours"), "analytics_hour_pkey", 200);
        long tenants = database.number("select count(distinct tenant) from ledger");
        assertUses(plans.get("due"), "ledger_resolved", 20 + 30 * tenants);
    }

    private static void assertUses(Explained plan, String index, long pages) {
        assertTrue(plan.uses(index), plan::toString);
        assertTrue(plan.blocks() <= pages, plan::toString);
    }

    @AfterEach
    void leaveNoBallast() {
        for (int from = 0; from < MINUTES; from += AT_ONCE) {
            database.update(
                    "delete from ledger where tenant = ? and resolved_at > ?::timestamptz - make_interval(mins => ?)",
                    tenant,
                    newest.toString(),
                    APART * (from + AT_ONCE) + 1);
        }
        database.update("delete from conflict where tenant = ?", tenant);
        assertEquals(0, database.number("select count(*) from ledger where tenant = ?", tenant));
    }
}
