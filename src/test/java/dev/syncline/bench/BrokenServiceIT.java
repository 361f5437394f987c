package dev.syncline.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Breaks the service for real, by hiding the ledger from it: the checker must see it. */
@LongHaul
@Execution(ExecutionMode.CONCURRENT)
class BrokenServiceIT {

    private static final Duration LOAD = Duration.ofSeconds(10);

    /** Without this, keys alone would still refuse the second time. */
    private static final String NO_KEYS =
            "drop index if exists dead_letter_change; create function forget() returns trigger language plpgsql as $$ begin"
                    + " delete from ledger where tenant = new.tenant and change_id = new.change_id and claim = new.claim;"
                    + " return new; end $$;"
                    + " create trigger forget before insert on ledger for each row execute function forget()";

    @Test
    void isCaughtWhenItSkipsTheLedger() throws SQLException {
        try (Bench bench = Bench.start("broken")) {
            ServiceProcess service = bench.newService();
            service.start(Sabotage.blindLedger(bench.folder()));
            service.awaitReady();
            try (Connection connection = bench.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(NO_KEYS);
            }
            bench.load(4);
            bench.awaitProgress(1);
            LockSupport.parkNanos(LOAD.toNanos());
            bench.quiet(Duration.ofSeconds(5));
            List<Violation> violations = bench.violations();
            assertTrue(
                    violations.stream().anyMatch(violation -> violation.invariant() == 2),
                    () -> "not caught: " + violations);
        }
    }
}
