package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.service.Api;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** An operator's stop holds, whatever is looked at meanwhile. */
@QuarkusTest
class EngineStopTest {

    private static final class SlowToTell extends EngineStates {

        private final CountDownLatch hasRead = new CountDownLatch(1);
        private final CountDownLatch mayTell = new CountDownLatch(1);

        SlowToTell(AgroalDataSource database) {
            super(database);
        }

        @Override
        public Optional<EngineState> read() throws SQLException {
            Optional<EngineState> read = super.read();
            hasRead.countDown();
            try {
                mayTell.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return read;
        }
    }

    @Inject
    AgroalDataSource database;

    private final Api operator = Api.as(Api.newTenant(), "olga", "sync-operator");

    @Test
    void aLookThatReadWhatWasBeforeDoesNotUndoIt() throws InterruptedException {
        SlowToTell states = new SlowToTell(database);
        QuarkusMock.installMockForType(states, EngineStates.class);
        try {
            states.hasRead.await();
            CompletableFuture<Api.Answer> pause = CompletableFuture.supplyAsync(() -> set("pause"));
            assertThrows(TimeoutException.class, () -> pause.get(1, TimeUnit.SECONDS), "it comes behind the look");
            states.mayTell.countDown();
            assertEquals(200, pause.join().status());
            assertTrue(operator.get("/api/v1/status").body().get("paused").asBoolean());
        } finally {
            states.mayTell.countDown();
            assertEquals(200, set("resume").status());
        }
    }

    private Api.Answer set(String to) {
        return operator.post("/api/v1/engine/" + to, Map.of());
    }
}
