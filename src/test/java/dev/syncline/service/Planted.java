package dev.syncline.service;

import dev.syncline.change.ErrorCode;
import dev.syncline.change.Origin;
import dev.syncline.change.Outcome;
import dev.syncline.change.RecordKey;
import dev.syncline.store.BatchReads;
import dev.syncline.store.BatchWrites;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.OneTrip;
import dev.syncline.store.Position;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Outcomes in the ledger without a change before them, by the SQL that the engine uses. */
@ApplicationScoped
public class Planted {

    private final AgroalDataSource database;
    private final BatchReads reads;
    private final BatchWrites writes;

    Planted(AgroalDataSource database, BatchReads reads, BatchWrites writes) {
        this.database = database;
        this.reads = reads;
        this.writes = writes;
    }

    /** A transaction that stays open until it is told to commit. */
    final class Writer implements AutoCloseable {

        private final Connection connection;
        private final Position first;
        private int ordinal;

        private Writer() throws SQLException {
            connection = database.getConnection();
            connection.setAutoCommit(false);
            first = reads.began(connection).first();
        }

        UUID write(Origin origin) throws SQLException {
            UUID id = UUID.randomUUID();
            write(origin, id, 0);
            return id;
        }

        void write(Origin origin, UUID changeId, int claim) throws SQLException {
            write(origin, changeId, claim, "theirs");
        }

        void write(Origin origin, UUID changeId, int claim, String text) throws SQLException {
            Position place = new Position(first.epoch(), first.tx(), ordinal++);
            OneTrip trip = new OneTrip(connection);
            writes.insertLedger(trip, List.of(entry(origin, changeId, claim, place, text)));
            trip.end();
        }

        void commit() throws SQLException {
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.close();
        }
    }

    Writer writer() throws SQLException {
        return new Writer();
    }

    /** The ids of as many outcomes, written one after the other in one transaction. */
    List<UUID> outcomes(Origin origin, int count) throws SQLException {
        return outcomes(origin, count, "theirs");
    }

    /** @param text in the record that each tells */
    List<UUID> outcomes(Origin origin, int count, String text) throws SQLException {
        try (Writer writer = writer()) {
            UUID[] ids = new UUID[count];
            for (int i = 0; i < count; i++) {
                ids[i] = UUID.randomUUID();
                writer.write(origin, ids[i], 0, text);
            }
            writer.commit();
            return List.of(ids);
        }
    }

    UUID outcome(Origin origin) throws SQLException {
        return outcomes(origin, 1).get(0);
    }

    private static LedgerEntry entry(Origin origin, UUID changeId, int claim, Position place, String text) {
        boolean first = claim == 0;
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return new LedgerEntry(
                origin,
                new RecordKey(origin.tenant(), "message", "m-1"),
                changeId,
                claim,
                UUID.randomUUID(),
                first ? Outcome.SUPERSEDED : Outcome.REJECTED,
                3,
                now.toEpochMilli(),
                place,
                first ? place : null,
                now,
                now,
                first ? UUID.randomUUID() : null,
                first ? null : ErrorCode.ID_REUSED,
                first ? null : "the id was used for another change",
                first ? Map.of("text", text) : null,
                null,
                null,
                null);
    }
}
