package dev.syncline.settings;

import dev.syncline.json.JsonReader;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Stops the start where numbers, times, sizes or names make no sense. */
@ApplicationScoped
public class SettingsCheck {

    // Leaves the stored forms, which wrap a record, well within what is read back.
    private static final int MAX_JSON_DEPTH = JsonReader.MAX_DEPTH / 2;
    private static final long MAX_SIZE = 512L * 1024 * 1024;

    // With who sent it, it goes into one message of the broker's usual 1 MiB, and so does its ack. A larger one would
    // be refused for good, and look like a broker that is away.
    private static final long MAX_CHANGE_SIZE = 1_000 * 1024;

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(100);

    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    // Before anything else uses a setting.
    void atStart(
            @Observes @Priority(1) StartupEvent start,
            Settings settings,
            @ConfigProperty(name = BackendTimes.DELIVERY_SETTING) long deliveryMillis,
            @ConfigProperty(name = BackendTimes.SESSION_SETTING) Optional<String> session) {
        require(settings, BackendTimes.of(deliveryMillis, session));
    }

    /** Throws {@link InvalidSettings} naming everything that is wrong. */
    static void require(Settings settings, BackendTimes backends) {
        List<String> problems = new Problems(settings, backends).find();
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
    }

    /** Group by group, in the order of {@link Settings}; of the entities their catalog sees. */
    private static final class Problems {

        private final Settings settings;
        private final BackendTimes backends;
        private final Set<String> topics = new HashSet<>();
        private final List<String> found = new ArrayList<>();

        Problems(Settings settings, BackendTimes backends) {
            this.settings = settings;
            this.backends = backends;
        }

        List<String> find() {
            limits(settings.limits());
            clock(settings.clock());
            chain(settings.chain());
            outbox(settings.outbox());
            acks(settings.acks());
            waiting(settings.waiting());
            stream(settings.stream());
            records(settings.records());
            deadLetter(settings.deadLetter());
            engine(settings.engine());
            retention(settings.retention());
            analytics(settings.analytics());
            console(settings.console());
            return found;
        }

        private void limits(Settings.Limits limits) {
            range("limits.changes-per-push", limits.changesPerPush(), 1, 100_000);
            range("limits.change-size", limits.changeSize().asLongValue(), 1, MAX_CHANGE_SIZE);
            size("limits.body-size", limits.bodySize());
            size("limits.compressed-body-size", limits.compressedBodySize());
            limits.pushMemory()
                    .ifPresent(memory -> range("limits.push-memory", memory.asLongValue(), 1 << 20, 1L << 40));
            range("limits.json-depth", limits.jsonDepth(), 1, MAX_JSON_DEPTH);
            if (limits.changeSize().asLongValue() > limits.bodySize().asLongValue()) {
                found.add("syncline.limits.change-size is above syncline.limits.body-size;"
                        + " set a body size that holds at least one change");
            }
            if (limits.unprocessedPerTenant() < limits.changesPerPush()) {
                found.add("syncline.limits.unprocessed-per-tenant is " + limits.unprocessedPerTenant()
                        + "; set at least syncline.limits.changes-per-push, or a full push is never taken");
            }
        }

        private void clock(Settings.Clock clock) {
            atLeast("clock.max-skew", clock.maxSkew(), Duration.ZERO);
        }

        private void chain(Settings.Chain chain) {
            atLeast("chain.max-wait", chain.maxWait(), Duration.ofMillis(1));
            atLeast("chain.recheck", chain.recheck(), Duration.ofMillis(1));
            range("chain.max-waiting", chain.maxWaiting(), 1, 100_000);
        }

        private void outbox(Settings.Outbox outbox) {
            topic("outbox.topic", outbox.topic());
            range("outbox.partitions", outbox.partitions(), 1, 10_000);
            outbox.replicationFactor()
                    .ifPresent(factor -> range("outbox.replication-factor", factor, 1, Short.MAX_VALUE));
            atLeast("outbox.retention", outbox.retention(), Duration.ofMinutes(1));
            atLeast("outbox.send-timeout", outbox.sendTimeout(), Duration.ofMillis(1));
            if (outbox.sendTimeout().compareTo(backends.delivery()) > 0) {
                found.add("syncline.outbox.send-timeout is " + outbox.sendTimeout()
                        + ", but the producer gives up after " + backends.delivery() + "; raise "
                        + BackendTimes.DELIVERY_SETTING + " with it, or set it no longer");
            }
        }

        private void acks(Settings.Acks acks) {
            topic("acks.topic", acks.topic());
            range("acks.partitions", acks.partitions(), 1, 10_000);
            atLeast("acks.max-wait", acks.maxWait(), Duration.ZERO);
            notSilentFor("acks.max-wait", acks.maxWait());
            size("acks.answer-size", acks.answerSize());
        }

        private void notSilentFor(String name, Duration silence) {
            if (silence.compareTo(LONGEST_SILENCE) > 0) {
                found.add("syncline." + name + " is " + silence
                        + ", but a connection on which nothing comes or goes for two"
                        + " minutes is closed (quarkus.http.idle-timeout); set it to 100s at most");
            }
        }

        private void waiting(Settings.Waiting waiting) {
            range("waiting.max-awaited", waiting.maxAwaited(), 1, 100_000_000);
            range(
                    "waiting.max-awaited-per-tenant",
                    waiting.maxAwaitedPerTenant(),
                    1,
                    Math.max(1, waiting.maxAwaited()));
            if (waiting.maxAwaitedPerTenant() < settings.limits().changesPerPush()) {
                found.add("syncline.waiting.max-awaited-per-tenant is " + waiting.maxAwaitedPerTenant()
                        + "; set at least syncline.limits.changes-per-push, or a full push is never waited for");
            }
            atLeast("waiting.recheck", waiting.recheck(), Duration.ofMillis(1));
            atLeast("waiting.recheck-held-back", waiting.recheckHeldBack(), Duration.ofMillis(1));
            range("waiting.concurrent-checks", waiting.concurrentChecks(), 1, 1_000);
        }

        private void stream(Settings.Stream stream) {
            range("stream.max-clients", stream.maxClients(), 1, 1_000_000);
            range("stream.max-clients-per-tenant", stream.maxClientsPerTenant(), 1, 1_000_000);
            size("stream.buffer", stream.buffer());
            if (stream.buffer().asLongValue() < settings.limits().changeSize().asLongValue()) {
                found.add("syncline.stream.buffer is below syncline.limits.change-size;"
                        + " set a buffer that holds at least one record");
            }
            stream.totalBuffer().ifPresent(total -> range("stream.total-buffer", total.asLongValue(), 1, 1L << 40));
            atLeast("stream.heartbeat", stream.heartbeat(), Duration.ofSeconds(1));
            notSilentFor("stream.heartbeat", stream.heartbeat());
            atLeast("stream.expiry-notice", stream.expiryNotice(), Duration.ZERO);
            atLeast("stream.recheck", stream.recheck(), Duration.ofMillis(1));
            range("stream.concurrent-reads", stream.concurrentReads(), 1, 1_000);
        }

        private void records(Settings.Records records) {
            topic("records.topic", records.topic());
        }

        private void deadLetter(Settings.DeadLetter deadLetter) {
            topic("dead-letter.topic", deadLetter.topic());
            range("dead-letter.max-attempts", deadLetter.maxAttempts(), 1, Integer.MAX_VALUE);
            atLeast("dead-letter.resend-after", deadLetter.resendAfter(), Duration.ofMillis(1));
        }

        private void engine(Settings.Engine engine) {
            range("engine.batch-size", engine.batchSize(), 1, 100_000);
            range(
                    "engine.concurrency",
                    engine.concurrency(),
                    1,
                    Math.max(1, settings.outbox().partitions()));
            size("engine.batch-bytes", engine.batchBytes());
            atLeast("engine.batch-within", engine.batchWithin(), Duration.ofMillis(1));
            atLeast("engine.stop-within", engine.stopWithin(), Duration.ZERO);
            name("engine.group-id", engine.groupId());
            atLeast("engine.custom-resolver.deadline", engine.customResolver().deadline(), Duration.ofMillis(1));
            range("engine.custom-resolver.threads", engine.customResolver().threads(), 1, 1_000);
            backends.idleTransaction().ifPresent(idle -> resolvesWithin(idle, engine));
        }

        /** While it resolves, a transaction asks the database nothing. */
        private void resolvesWithin(Duration idle, Settings.Engine engine) {
            Duration deadline = engine.customResolver().deadline();
            // The last change's resolver begins at the latest when the time is up: it waits for its place, and then
            // answers.
            if (engine.batchWithin().plus(deadline).plus(deadline).compareTo(idle) >= 0) {
                found.add("syncline.engine.batch-within is " + engine.batchWithin()
                        + " and syncline.engine.custom-resolver.deadline " + deadline
                        + ", but the database ends a transaction that asks nothing for " + idle
                        + "; set them so that the first and twice the second are less together, or raise "
                        + BackendTimes.IDLE_TRANSACTION + " in " + BackendTimes.SESSION_SETTING);
            }
        }

        private void retention(Settings.Retention retention) {
            atLeast("retention.revisions", retention.revisions(), Duration.ofMillis(1));
            atLeast("retention.tombstones", retention.tombstones(), Duration.ofMillis(1));
            if (retention.tombstones().compareTo(retention.ledger()) > 0) {
                found.add("syncline.retention.tombstones is " + retention.tombstones()
                        + ", above syncline.retention.ledger; set it no longer, or a resend that is no longer known"
                        + " brings a deleted record back");
            }
            longer(
                    "retention.ledger",
                    retention.ledger(),
                    "outbox.retention",
                    settings.outbox().retention(),
                    "or a change that is read again from the outbox is applied again");
            longer(
                    "retention.ledger",
                    retention.ledger(),
                    "chain.max-wait",
                    settings.chain().maxWait(),
                    "or a change outlives what it waits for");
            atLeast("retention.conflicts", retention.conflicts(), Duration.ofMillis(1));
            atLeast("retention.dead-letters", retention.deadLetters(), Duration.ofMillis(1));
            atLeast("retention.sweep-every", retention.sweepEvery(), Duration.ofMillis(1));
            range("retention.sweep-batch", retention.sweepBatch(), 1, 100_000);
        }

        private void analytics(Settings.Analytics analytics) {
            atLeast("analytics.every", analytics.every(), Duration.ofMillis(1));
            Duration settleAfter = analytics.settleAfter();
            if (settleAfter.compareTo(Duration.ofMinutes(1)) < 0 || settleAfter.compareTo(Duration.ofHours(1)) > 0) {
                found.add("syncline.analytics.settle-after is " + settleAfter
                        + "; set a time from 1m, within which every transaction of the engine ends, to 1h");
            }
            if (analytics.retention().compareTo(Duration.ofDays(1)) < 0) {
                found.add("syncline.analytics.retention is " + analytics.retention() + "; set a time of 1d or more");
            }
        }

        private void console(Settings.Console console) {
            console.issuer().ifPresent(issuer -> web("console.issuer", issuer));
            name("console.client-id", console.clientId());
            if (!List.of(console.scope().split(" ")).contains("openid")) {
                found.add("syncline.console.scope is \"" + console.scope()
                        + "\"; name openid among its words, or the provider tells nobody who signed in");
            }
            console.connectOrigins()
                    .ifPresent(origins -> origins.forEach(origin -> web("console.connect-origins", origin)));
        }

        private void web(String name, URI address) {
            if (!Set.of("http", "https").contains(String.valueOf(address.getScheme())) || address.getHost() == null) {
                found.add("syncline." + name + " is " + address + "; set an address that begins with https://");
            }
        }

        private void longer(String name, Duration value, String other, Duration bound, String otherwise) {
            if (value.compareTo(bound) <= 0) {
                found.add("syncline." + name + " is " + value + ", no longer than syncline." + other + "; set it above "
                        + bound + ", " + otherwise);
            }
        }

        private void topic(String name, String topic) {
            if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
                found.add("syncline." + name + " is '" + topic
                        + "'; set a topic name of 1 to 249 letters, digits, '.', '_' or '-'");
            } else if (!topics.add(topic)) {
                found.add(
                        "syncline." + name + " is '" + topic + "', which another topic is called; set one of its own");
            }
        }

        private void name(String name, String value) {
            if (value.isBlank()) {
                found.add("syncline." + name + " is blank; set a name, or leave it out for the default");
            }
        }

        private void size(String name, MemorySize size) {
            range(name, size.asLongValue(), 1, MAX_SIZE);
        }

        private void range(String name, long value, long lowest, long highest) {
            if (value < lowest || value > highest) {
                found.add("syncline." + name + " is " + value + "; set it from " + lowest + " to " + highest);
            }
        }

        private void atLeast(String name, Duration value, Duration lowest) {
            if (value.compareTo(lowest) < 0) {
                String bound = lowest.isZero()
                        ? "zero or more"
                        : lowest.toSeconds() == 0 ? "more than zero" : lowest.toSeconds() + "s or more";
                found.add("syncline." + name + " is " + value + "; set a time of " + bound + ", as in 30s or 5m");
            }
        }
    }
}
