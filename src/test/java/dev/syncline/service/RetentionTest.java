package dev.syncline.service;

import static dev.syncline.service.Changes.create;
import static dev.syncline.service.Changes.delete;
import static dev.syncline.service.Changes.update;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.syncline.retention.Sweeper;
import dev.syncline.store.Forgettable;
import dev.syncline.store.Sweeps;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is older than its retention is forgotten, and nothing else is. */
@QuarkusTest
class RetentionTest {

    private static final String LONG_AGO = "now() - interval '1000 days'";

    @Inject
    Sweeper sweeper;

    @Inject
    Sweeps sweeps;

    @Inject
    Database tables;

    @Inject
    AgroalDataSource database;

    private final String tenant = Api.newTenant();
    private final Api alice = Api.as(tenant, "alice");

    private long rows(String table) {
        return tables.number("select count(*) from " + table + " where tenant = ?", tenant);
    }

    private void age(String table, String column) {
        tables.update("update " + table + " set " + column + " = " + LONG_AGO + " where tenant = ?", tenant);
    }

    /** Its resolver throws. */
    private JsonNode deadLetter(String entityId) {
        alice.sync("phone", create("task", entityId, Map.of("title", "a")));
        JsonNode ack = alice.sync("phone", create("task", entityId, Map.of("title", "throw")));
        assertEquals("DEAD_LETTERED", ack.get("outcome").asText());
        return ack;
    }

    @Test
    void aRevisionIsForgottenForItsAgeSinceItWasReplaced() {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        age("record", "written_at");
        alice.sync("phone", update("message", "m-1", 1L, Map.of("text", "b")));
        sweeper.sweep();
        assertEquals(1, rows("revision"), "written long ago, replaced just now");
        age("revision", "replaced_at");
        sweeper.sweep();
        assertEquals(0, rows("revision"));
        assertEquals(404, alice.get("/api/v1/records/message/m-1/revisions/1").status());
    }

    @Test
    void aLiveRecordIsNeverForgotten() {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        age("record", "written_at");
        sweeper.sweep();
        assertEquals(200, alice.get("/api/v1/records/message/m-1").status());
    }

    @Test
    void readersBehindAForgottenTombstonePullAnewAndOthersGoOn() {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        alice.sync("phone", create("message", "m-2", Map.of("text", "b")));
        FeedReader before = FeedReader.of(alice);
        before.pull();
        alice.sync("phone", delete("message", "m-1", 1L));
        alice.sync("phone", delete("message", "m-2", 1L));
        FeedReader after = FeedReader.of(alice);
        after.pull();
        age("record", "written_at");
        sweeper.sweep();
        assertEquals(0, rows("record"));
        assertEquals(410, before.ask().status());
        assertEquals(200, after.ask().status());
    }

    @Test
    void aRecordMadeAgainCountsOnFromWhereItsTombstoneWas() {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        alice.sync("phone", update("message", "m-1", 1L, Map.of("text", "b")));
        alice.sync("phone", delete("message", "m-1", 2L));
        age("record", "written_at");
        sweeper.sweep();
        JsonNode ack = alice.sync("phone", create("message", "m-1", Map.of("text", "anew")));
        assertEquals("APPLIED", ack.get("outcome").asText());
        assertEquals(4, ack.get("version").asLong());
    }

    @Test
    void aRecordMadeAgainWhileItsTombstoneIsSweptCountsOnAsWell() throws SQLException {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        alice.sync("phone", update("message", "m-1", 1L, Map.of("text", "b")));
        alice.sync("phone", delete("message", "m-1", 2L));
        Map<String, Object> anew = create("message", "m-1", Map.of("text", "anew"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // As a sweep that has not committed yet.
            statement.execute("insert into version_floor (tenant, version, swept_epoch, swept_tx, swept_ordinal)"
                    + " select tenant, version, epoch, tx, ordinal from record where tenant = '" + tenant + "'");
            statement.execute("delete from record where tenant = '" + tenant + "'");
            alice.push("phone", List.of(anew));
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            tables.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") > 0);
            connection.commit();
            connection.setAutoCommit(true);
        }
        assertEquals(4, alice.sync("phone", anew).get("version").asLong());
    }

    @Test
    void laterSweepsNeverLowerWhatEarlierOnesKept() {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        alice.sync("phone", update("message", "m-1", 1L, Map.of("text", "b")));
        alice.sync("phone", create("message", "m-2", Map.of("text", "a")));
        alice.sync("phone", delete("message", "m-2", 1L));
        FeedReader between = FeedReader.of(alice);
        between.pull();
        alice.sync("phone", delete("message", "m-1", 2L));
        tables.update("update record set written_at = " + LONG_AGO + " where tenant = ? and entity_id = 'm-1'", tenant);
        sweeper.sweep();
        age("record", "written_at");
        sweeper.sweep();
        assertEquals(0, rows("record"));
        assertEquals(410, between.ask().status(), "m-1's tombstone came after");
        assertEquals(
                4,
                alice.sync("phone", create("message", "m-3", Map.of("text", "a")))
                        .get("version")
                        .asLong());
    }

    @Test
    void aTombstoneInTheEnginesHandsIsLeftForAnotherTime() throws SQLException {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        alice.sync("phone", delete("message", "m-1", 1L));
        age("record", "written_at");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select * from record where tenant = '" + tenant + "' for update");
            sweeper.sweep();
            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertEquals(1, rows("record"));
        sweeper.sweep();
        assertEquals(0, rows("record"));
    }

    @Test
    void anOutcomeIsForgottenUnlessItIsNotFinal() {
        JsonNode dead = deadLetter("t-1");
        age("ledger", "resolved_at");
        sweeper.sweep();
        assertEquals(1, rows("ledger"));
        assertEquals(
                200,
                alice.get("/api/v1/changes/" + dead.get("changeId").asText()).status());
    }

    @Test
    void conflictsAndSettledDeadLettersAreForgottenAndPendingOnesAreNot() {
        alice.sync("phone", create("user", "u-1", Map.of("name", "a")));
        alice.sync("phone", create("user", "u-1", Map.of("name", "b")));
        assertEquals(1, rows("conflict"));
        deadLetter("t-1");
        deadLetter("t-2");
        tables.update("update dead_letter set state = 'DISCARDED' where tenant = ? and entity_id = 't-1'", tenant);
        age("conflict", "created_at");
        age("dead_letter", "updated_at");
        sweeper.sweep();
        assertEquals(0, rows("conflict"));
        assertEquals(1, rows("dead_letter"));
    }

    @Test
    void aBulkRedriveIsForgottenOnceItIsDone() {
        String job = "insert into bulk_redrive (tenant, id, caller_tenant, subject, roles, failed_until, rate, matched,"
                + " done, due_at) values (?, gen_random_uuid(), '', '', '{}', now(), 1, 0, ?, ?)";
        tables.update(job, tenant, true, Timestamp.from(Instant.EPOCH));
        tables.update(job, tenant, true, Timestamp.from(Instant.now()));
        tables.update(job, tenant, false, Timestamp.from(Instant.now().plusSeconds(3_600)));
        sweeper.sweep();
        assertEquals(2, rows("bulk_redrive"));
        age("bulk_redrive", "due_at");
        tables.update("update bulk_redrive set done = true where tenant = ?", tenant);
        sweeper.sweep();
        assertEquals(0, rows("bulk_redrive"));
    }

    @Test
    void allThatIsDueGoesInHoweverManySteps() {
        tables.update(
                "insert into revision select ?, 'message', 'm-' || n, 1, false, 0, '{}', 's', 'c', gen_random_uuid(),"
                        + " " + LONG_AGO + ", " + LONG_AGO
                        + ", 1, 1, 0, gen_random_uuid() from generate_series(1, 1700) n",
                tenant);
        sweeper.sweep();
        assertEquals(0, rows("revision"));
    }

    @Test
    void aSweepGoesToThoseTenantsOnlyThatHaveSomethingOld() throws SQLException {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        alice.sync("phone", update("message", "m-1", 1L, Map.of("text", "b")));
        alice.sync("phone", update("message", "m-1", 2L, Map.of("text", "c")));
        Instant before = Instant.now().minus(Duration.ofDays(1));
        assertFalse(sweeps.tenants(Forgettable.REVISIONS, before).contains(tenant));
        tables.update("update revision set replaced_at = " + LONG_AGO + " where tenant = ? and version = 1", tenant);
        assertTrue(sweeps.tenants(Forgettable.REVISIONS, before).contains(tenant));
        sweeper.sweep();
        assertEquals(1, rows("revision"));
        assertFalse(sweeps.tenants(Forgettable.REVISIONS, before).contains(tenant));
    }

    @Test
    void whatCannotBeSweptKeepsNothingElse() {
        Api other = Api.as(tenant + "-other", "bob");
        for (Api user : List.of(alice, other)) {
            user.sync("phone", create("message", "m-1", Map.of("text", "a")));
            user.sync("phone", update("message", "m-1", 1L, Map.of("text", "b")));
        }
        String those = " where tenant in (?, ?)";
        Object[] both = {tenant, tenant + "-other"};
        tables.update("update revision set replaced_at = " + LONG_AGO + those, both);
        tables.update("update ledger set resolved_at = " + LONG_AGO + those, both);
        tables.update("create function kept() returns trigger language plpgsql as $$ begin"
                + " if old.tenant = '" + tenant + "' then raise exception 'as the test wants it'; end if; return old;"
                + " end $$");
        tables.update("create trigger kept before delete on revision for each row execute function kept()");
        try {
            sweeper.sweep();
            assertEquals(1, rows("revision"));
            assertEquals(1, tables.number("select count(*) from revision" + those, both), "another tenant's");
            assertEquals(0, tables.number("select count(*) from ledger" + those, both), "another kind's");
        } finally {
            tables.update("drop trigger kept on revision");
            tables.update("drop function kept");
        }
        sweeper.sweep();
        assertEquals(0, rows("revision"));
    }

    @Test
    void whileAnotherInstanceSweepsThisOneDoesNot() throws SQLException {
        alice.sync("phone", create("message", "m-1", Map.of("text", "a")));
        age("ledger", "resolved_at");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(0x73796e6373777065)");
            sweeper.sweep();
            assertTrue(rows("ledger") > 0);
            connection.rollback();
            connection.setAutoCommit(true);
        }
        sweeper.sweep();
        assertEquals(0, rows("ledger"));
    }
}
