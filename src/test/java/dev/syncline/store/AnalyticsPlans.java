package dev.syncline.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the database carries out what analytics asks it. */
public final class AnalyticsPlans {

    private static final ObjectMapper JSON = new ObjectMapper();

    private AnalyticsPlans() {}

    /**
     * A statement as it was carried out.
     *
     * @param nodes of the plan, each with its type and what it reads
     * @param pages read, from memory or not
     */
    public record Plan(List<String> nodes, long pages) {

        public boolean uses(String index) {
            return nodes.stream().anyMatch(node -> node.endsWith(" " + index));
        }

        public boolean scansTable() {
            return nodes.stream()
                    .anyMatch(node -> node.matches("Seq Scan (ledger|conflict|analytics_minute|analytics_hour)"));
        }
    }

    /** By what they do; {@code minute} is one that has outcomes. */
    public static Map<String, Plan> of(Connection connection, String tenant, Instant minute, Instant monthAgo)
            throws SQLException {
        Timestamp from = Timestamp.from(minute);
        Timestamp until = Timestamp.from(minute.plusSeconds(60));
        Timestamp dayBefore = Timestamp.from(minute.minus(Duration.ofDays(1)));
        Timestamp start = Timestamp.from(monthAgo);
        Map<String, Plan> plans = new LinkedHashMap<>();
        plans.put("sum", explain(connection, LedgerSums.SUM, tenant, from, until, tenant, from, until));
        plans.put("first", explain(connection, LedgerSums.FIRST, tenant, start, until));
        plans.put("due", explain(connection, Summaries.DUE, start, until));
        plans.put("minutes", explain(connection, SummaryRows.MINUTES.read, tenant, from, until));
        plans.put("hours", explain(connection, SummaryRows.HOURS.read, tenant, dayBefore, until));
        return plans;
    }

    private static Plan explain(Connection connection, String statement, Object... parameters) throws SQLException {
        try (PreparedStatement explain =
                connection.prepareStatement("explain (analyze, buffers, format json) " + statement)) {
            for (int index = 0; index < parameters.length; index++) {
                explain.setObject(index + 1, parameters[index]);
            }
            ResultSet row = explain.executeQuery();
            row.next();
            JsonNode plan = JSON.readTree(row.getString(1)).get(0).get("Plan");
            List<String> nodes = new ArrayList<>();
            collect(plan, nodes);
            return new Plan(
                    nodes,
                    plan.get("Shared Hit Blocks").asLong()
                            + plan.get("Shared Read Blocks").asLong());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void collect(JsonNode node, List<String> nodes) {
        String reads = node.has("Index Name")
                ? node.get("Index Name").asText()
                : node.path("Relation Name").asText();
        nodes.add(node.get("Node Type").asText() + " " + reads);
        node.path("Plans").forEach(below -> collect(below, nodes));
    }
}
