package dev.syncline.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * How the database carried out a statement.
 *
 * @param blocks looked at, in memory or not
 */
public record Explained(JsonNode plan, long blocks) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Explained of(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("explain (analyze, buffers, format json) " + sql)) {
            StatementParameters.set(statement, parameters);
            ResultSet row = statement.executeQuery();
            row.next();
            JsonNode plan = JSON.readTree(row.getString(1)).get(0).get("Plan");
            return new Explained(
                    plan,
                    plan.get("Shared Hit Blocks").asLong()
                            + plan.get("Shared Read Blocks").asLong());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean uses(String index) {
        return plan.findValuesAsText("Index Name").contains(index);
    }

    public boolean scansAll(String... tables) {
        return plan.findParents("Node Type").stream()
                .anyMatch(node -> node.get("Node Type").asText().equals("Seq Scan")
                        && List.of(tables).contains(node.path("Relation Name").asText()));
    }
}
