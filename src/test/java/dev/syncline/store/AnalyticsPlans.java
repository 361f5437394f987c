package dev.syncline.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the database carries out what analytics asks it. */
public final class AnalyticsPlans {

    private AnalyticsPlans() {}

    /** By what they do; {@code minute} is one that has outcomes. */
    public static Map<String, Explained> of(Connection connection, String tenant, Instant minute, Instant monthAgo)
            throws SQLException {
        Timestamp from = Timestamp.from(minute);
        Timestamp until = Timestamp.from(minute.plusSeconds(60));
        Timestamp dayBefore = Timestamp.from(minute.minus(Duration.ofDays(1)));
        Timestamp start = Timestamp.from(monthAgo);
        Map<String, Explained> plans = new LinkedHashMap<>();
        plans.put("sum", Explained.of(connection, LedgerSums.SUM, tenant, from, until, tenant, from, until));
        plans.put("first", Explained.of(connection, LedgerSums.FIRST, tenant, start, until));
        plans.put("due", Explained.of(connection, Summaries.DUE, start, until));
        plans.put("minutes", Explained.of(connection, SummaryRows.MINUTES.read, tenant, from, until));
        plans.put("hours", Explained.of(connection, SummaryRows.HOURS.read, tenant, dayBefore, until));
        return plans;
    }
}
