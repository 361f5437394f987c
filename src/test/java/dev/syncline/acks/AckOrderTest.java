package dev.syncline.acks;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.change.Origin;
import dev.syncline.service.Api;
import dev.syncline.service.Changes;
import dev.syncline.settings.Settings;
import dev.syncline.store.Epoch;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.LedgerQueries;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Who hears of an outcome first. */
@QuarkusTest
class AckOrderTest {

    private final List<String> events = new CopyOnWriteArrayList<>();

    @Inject
    LedgerQueries ledger;

    @Inject
    Settings settings;

    @Inject
    AckPublisher publisher;

    private final class NotedWaiters extends AckWaiters {

        NotedWaiters() {
            super(ledger, settings);
        }

        @Override
        public void tell(LedgerEntry outcome) {
            events.add("told " + outcome.changeId());
            super.tell(outcome);
        }

        @Override
        public void signal(Origin client, UUID changeId) {
            events.add("signalled " + changeId);
            super.signal(client, changeId);
        }
    }

    private final class NotedPublisher extends AckPublisher {

        private final AckPublisher noted = ClientProxy.unwrap(publisher);

        @Override
        public void publish(List<Answer> answers, Epoch epoch) {
            answers.forEach(answer -> events.add("published " + answer.entry().changeId()));
            noted.publish(answers, epoch);
        }
    }

    @Test
    void whoWaitsWhereAChangeWasAppliedIsToldBeforeTheBroker() {
        QuarkusMock.installMockForType(new NotedWaiters(), AckWaiters.class);
        QuarkusMock.installMockForType(new NotedPublisher(), AckPublisher.class);
        Map<String, Object> change = Changes.create("message", "m-1", Map.of("text", "a"));
        String id = change.get("id").toString();
        Api.as(Api.newTenant(), "alice").sync("phone", change);
        // The broker tells it to every instance, this one too.
        List<String> expected = List.of("told " + id, "published " + id, "signalled " + id);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertEquals(expected, eventsOf(id)));
    }

    private List<String> eventsOf(String id) {
        return events.stream().filter(event -> event.endsWith(id)).toList();
    }
}
