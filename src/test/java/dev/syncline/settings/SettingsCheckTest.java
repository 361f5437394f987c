package dev.syncline.settings;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsCheckTest {

    private static final Duration DELIVERY = Duration.ofSeconds(10);

    @Test
    void theDefaultsPass() {
        assertDoesNotThrow(() -> SettingsCheck.require(SettingsOf.defaults(), DELIVERY));
    }

    @ParameterizedTest
    @CsvSource({
        "limits.changes-per-push, 0, from 1 to",
        "limits.changes-per-push, -5, from 1 to",
        "limits.json-depth, 501, from 1 to 500",
        "limits.change-size, 0, from 1 to",
        "limits.change-size, 1M, from 1 to 1024000",
        "limits.change-size, 9M, body size that holds",
        "limits.body-size, 1G, from 1 to",
        "limits.unprocessed-per-tenant, 10, at least syncline.limits.changes-per-push",
        "clock.max-skew, -1s, zero or more",
        "chain.max-wait, 0s, more than zero",
        "chain.recheck, 0s, more than zero",
        "chain.max-waiting, 0, from 1 to",
        "outbox.send-timeout, 0s, more than zero",
        "outbox.send-timeout, 11s, raise mp.messaging.outgoing.outbox-out.delivery.timeout.ms",
        "dead-letter.resend-after, 0s, more than zero",
        "dead-letter.max-attempts, 0, from 1 to",
        "analytics.every, 0s, more than zero",
        "analytics.settle-after, 59s, from 1m",
        "analytics.settle-after, 61m, to 1h",
        "analytics.retention, 23h, 1d or more",
        "outbox.topic, no spaces, letters",
        "outbox.topic, .., letters",
        "acks.answer-size, 0, from 1 to",
        "acks.topic, syncline.outbox, one of its own",
        "outbox.partitions, 0, from 1 to",
        "outbox.replication-factor, 0, from 1 to",
        "waiting.max-awaited, 0, from 1 to",
        "waiting.max-awaited-per-tenant, 0, from 1 to 100000",
        "waiting.max-awaited-per-tenant, 100001, from 1 to 100000",
        "waiting.max-awaited-per-tenant, 999, at least syncline.limits.changes-per-push",
        "waiting.recheck, 0s, more than zero",
        "waiting.recheck-held-back, 0s, more than zero",
        "waiting.concurrent-checks, 0, from 1 to",
        "engine.batch-size, 0, from 1 to",
        "engine.concurrency, 5, from 1 to 4",
        "engine.custom-resolver.deadline, 0s, more than zero",
        "engine.custom-resolver.threads, 0, from 1 to",
        "stream.max-clients, 0, from 1 to",
        "stream.max-clients-per-tenant, 0, from 1 to",
        "stream.buffer, 0, from 1 to",
        "stream.heartbeat, 999ms, 1s or more",
        "stream.recheck, 0s, more than zero",
        "stream.concurrent-reads, 0, from 1 to",
        "retention.revisions, 0s, more than zero",
        "retention.ledger, 7d, no longer than syncline.outbox.retention",
        "retention.tombstones, 91d, above syncline.retention.ledger",
        "retention.sweep-batch, 0, from 1 to",
    })
    void nonsenseStopsTheStartWithASentenceThatSaysWhatToDo(String name, String value, String advice) {
        String message = assertThrows(
                        InvalidSettings.class,
                        () -> SettingsCheck.require(SettingsOf.properties(name, value), DELIVERY))
                .getMessage();
        assertTrue(message.contains("syncline." + name), message);
        assertTrue(message.contains(advice), message);
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        Settings settings = SettingsOf.properties("engine.batch-size", "0", "clock.max-skew", "-1s");
        String message = assertThrows(InvalidSettings.class, () -> SettingsCheck.require(settings, DELIVERY))
                .getMessage();
        assertEquals(2, message.lines().count());
    }
}
