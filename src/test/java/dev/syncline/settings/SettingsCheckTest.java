package dev.syncline.settings;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.MemorySize;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsCheckTest {

    private static final BackendTimes BACKENDS = BackendTimes.of(
            Duration.ofSeconds(10).toMillis(), Optional.of("-c idle_in_transaction_session_timeout=30000"));

    private static final Set<Class<?>> AMOUNTS =
            Set.of(int.class, long.class, OptionalInt.class, OptionalLong.class, Duration.class, MemorySize.class);

    /** Settings that may be zero, and what it means there. */
    private static final Map<String, String> SENSIBLE_AT_ZERO = Map.of(
            "clock.max-skew", "no clock is believed that is ahead",
            "acks.max-wait", "nobody waits",
            "stream.expiry-notice", "a client is told when its token has expired",
            "engine.stop-within", "a stop waits for no batch");

    @Test
    void theDefaultsPass() {
        assertDoesNotThrow(() -> SettingsCheck.require(SettingsOf.defaults(), BACKENDS));
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
        "limits.push-memory, 100K, from 1048576 to",
        "clock.max-skew, -1s, zero or more",
        "chain.max-wait, 0s, more than zero",
        "acks.max-wait, 101s, at most",
        "stream.heartbeat, 101s, at most",
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
        "acks.partitions, 0, from 1 to",
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
        "engine.batch-bytes, 0, from 1 to",
        "engine.batch-bytes, 513M, from 1 to",
        "engine.batch-within, 0s, more than zero",
        "engine.batch-within, 26s, 'engine.batch-within is PT26S and syncline.engine.custom-resolver.deadline PT2S, but'",
        "engine.batch-within, 26s, 'a transaction that asks nothing for PT30S; set them'",
        "engine.stop-within, -1s, zero or more",
        "engine.group-id, '  ', blank; set a name",
        "engine.custom-resolver.deadline, 0s, more than zero",
        "engine.custom-resolver.deadline, 10s, raise idle_in_transaction_session_timeout in quarkus.datasource.jdbc",
        "engine.custom-resolver.deadline, 35s, raise idle_in_transaction_session_timeout in quarkus.datasource.jdbc",
        "engine.custom-resolver.threads, 0, from 1 to",
        "stream.max-clients, 0, from 1 to",
        "stream.max-clients-per-tenant, 0, from 1 to",
        "stream.buffer, 0, from 1 to",
        "stream.total-buffer, 0, from 1 to",
        "stream.heartbeat, 999ms, 1s or more",
        "stream.recheck, 0s, more than zero",
        "stream.concurrent-reads, 0, from 1 to",
        "retention.revisions, 0s, more than zero",
        "retention.ledger, 7d, no longer than syncline.outbox.retention",
        "retention.tombstones, 91d, above syncline.retention.ledger",
        "retention.sweep-batch, 0, from 1 to",
        "console.client-id, '  ', blank; set a name",
    })
    void nonsenseStopsTheStartWithASentenceThatSaysWhatToDo(String name, String value, String advice) {
        String message = assertThrows(
                        InvalidSettings.class,
                        () -> SettingsCheck.require(SettingsOf.properties(name, value), BACKENDS))
                .getMessage();
        assertTrue(message.contains("syncline." + name), message);
        assertTrue(message.contains(advice), message);
    }

    @Test
    void resolversMayTakeWhatADatabaseAllowsThatEndsNoTransaction() {
        Settings settings = SettingsOf.properties("engine.custom-resolver.deadline", "35s");
        BackendTimes endless = new BackendTimes(BACKENDS.delivery(), Optional.empty());
        assertDoesNotThrow(() -> SettingsCheck.require(settings, endless));
        Settings asLongAsMayBe = SettingsOf.properties("engine.custom-resolver.deadline", "9999ms");
        assertDoesNotThrow(() -> SettingsCheck.require(asLongAsMayBe, BACKENDS));
    }

    static Stream<String> amounts() {
        return amounts(Settings.class, "");
    }

    @ParameterizedTest
    @MethodSource("amounts")
    void noAmountIsNegative(String name) {
        assertStopsTheStart(name, "-1");
    }

    @ParameterizedTest
    @MethodSource("amounts")
    void noAmountIsZeroButThoseForWhichItMakesSense(String name) {
        if (SENSIBLE_AT_ZERO.containsKey(name)) {
            assertDoesNotThrow(() -> SettingsCheck.require(SettingsOf.properties(name, "0"), BACKENDS));
        } else {
            assertStopsTheStart(name, "0");
        }
    }

    @Test
    void onlyAmountsAreListedAsSensibleAtZero() {
        assertTrue(amounts().toList().containsAll(SENSIBLE_AT_ZERO.keySet()));
    }

    private static void assertStopsTheStart(String name, String value) {
        String message = assertThrows(
                        // A size below zero is none to its converter.
                        RuntimeException.class,
                        () -> SettingsCheck.require(SettingsOf.properties(name, value), BACKENDS))
                .getMessage();
        assertTrue(message.contains("syncline." + name), message);
    }

    /** The numbers, times and sizes among the settings, without the prefix {@code syncline.}. */
    private static Stream<String> amounts(Class<?> group, String prefix) {
        return Stream.of(group.getDeclaredMethods()).flatMap(setting -> {
            String name =
                    prefix + setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            Class<?> type = setting.getReturnType();
            if (type.isInterface() && type.getEnclosingClass() == Settings.class) {
                return amounts(type, name + ".");
            }
            return AMOUNTS.contains(type) ? Stream.of(name) : Stream.empty();
        });
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        Settings settings = SettingsOf.properties("engine.batch-size", "0", "clock.max-skew", "-1s");
        String message = assertThrows(InvalidSettings.class, () -> SettingsCheck.require(settings, BACKENDS))
                .getMessage();
        assertEquals(2, message.lines().count());
    }
}
