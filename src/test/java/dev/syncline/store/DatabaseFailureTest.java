package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.service.Api;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What the database fails at costs time, and neither an effect nor an answer. */
@QuarkusTest
class DatabaseFailureTest {

    private static final class LedgerRefusedOnce extends BatchWrites {

        private final AtomicBoolean refused = new AtomicBoolean();

        @Override
        public void insertLedger(OneTrip trip, List<LedgerEntry> rows) throws SQLException {
            if (!rows.isEmpty() && refused.compareAndSet(false, true)) {
                trip.end();
                throw new SQLException("a failure on the driver's side, of which the server knows nothing");
            }
            super.insertLedger(trip, rows);
        }
    }

    private static final class LedgerAway extends LedgerQueries {

        LedgerAway() {
            super(null);
        }

        @Override
        public Map<UUID, List<LedgerClaim>> claims(String tenant, String subject, Collection<UUID> changeIds)
                throws SQLException {
            throw new SQLException("no connection");
        }
    }

    private static final class ContentAway extends LedgerQueries {

        ContentAway(AgroalDataSource database) {
            super(database);
        }

        @Override
        public List<LedgerEntry> entries(String tenant, String subject, List<LedgerClaim> claims) throws SQLException {
            throw new SQLException("no connection");
        }
    }

    @Inject
    AgroalDataSource database;

    @Inject
    BatchReads reads;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");
    private final UUID id = UUID.randomUUID();

    @Test
    void aBatchThatFailsHalfWrittenLeavesNothing() {
        QuarkusMock.installMockForType(new LedgerRefusedOnce(), BatchWrites.class);

        JsonNode ack = alice.sync("phone", change("CREATE"));

        assertEquals("APPLIED", ack.get("outcome").asText());
        assertEquals(1, ack.get("version").asLong());
        assertFalse(ack.has("conflictId"));
    }

    @Test
    void aPushThatTheBrokerHasIsAcceptedThoughItsOutcomeCannotBeRead() {
        QuarkusMock.installMockForType(new LedgerAway(), LedgerQueries.class);

        // What is refused is read, for it can be large.
        Api.Answer answer = alice.push("phone", List.of(change("UPDATE")), "Prefer", "wait=1");

        assertEquals(202, answer.status());
        assertEquals(id.toString(), answer.body().at("/accepted/0").asText());
        assertFalse(answer.body().has("acks"));
    }

    @Test
    void aPushWhoseOutcomeIsAtHandIsAnsweredThoughNothingCanBeRead() {
        QuarkusMock.installMockForType(new LedgerAway(), LedgerQueries.class);

        Api.Answer answer = alice.push("phone", List.of(change("CREATE")), "Prefer", "wait=10");

        assertEquals(200, answer.status());
        assertEquals("APPLIED", answer.body().at("/acks/0/outcome").asText());
    }

    @Test
    void aQueryIsNotAnsweredWithoutAnyOfTheAcksThatAreKnown() {
        alice.sync("phone", change("CREATE"));
        QuarkusMock.installMockForType(new ContentAway(database), LedgerQueries.class);

        Api.Answer answer =
                alice.post("/api/v1/changes/query", Map.of("ids", List.of(id, UUID.randomUUID())), "Prefer", "wait=1");

        assertEquals(503, answer.status(), () -> answer.body().toString());
        assertEquals("database-unavailable", answer.body().get("code").asText());
    }

    /** Anyone can send an id again and again with other contents, and each is kept. */
    @Test
    void theEngineLeavesRefusedContentsUnread() throws SQLException {
        alice.sync("phone", change("UPDATE"));
        ChangeKey key = new ChangeKey(tenant, id);

        try (Connection connection = database.getConnection()) {
            OneTrip trip = new OneTrip(connection);
            Map<ChangeKey, List<LedgerEntry>> found = reads.ledger(trip, List.of(key));
            trip.end();
            LedgerEntry entry = found.get(key).get(0);
            assertEquals("record-not-found", entry.code().code());
            assertNull(entry.content());
        }
    }

    private Map<String, Object> change(String type) {
        return Map.of(
                "id",
                id.toString(),
                "type",
                type,
                "entity",
                "message",
                "entityId",
                "m-1",
                "data",
                Map.of("text", "a"),
                "localVersion",
                0,
                "timestamp",
                System.currentTimeMillis());
    }
}
