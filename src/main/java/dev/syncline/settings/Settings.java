package dev.syncline.settings;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Everything of Syncline's own that can be set, under {@code syncline.}; sizes as in 256K or 8M, times as in 5m. */
@ConfigMapping(prefix = "syncline")
public interface Settings {

    /** What one caller may send at once. */
    Limits limits();

    /** How far clients' clocks are believed. */
    Clock clock();

    /** Changes that name a predecessor by {@code after}. */
    Chain chain();

    /** The topic of accepted changes: the sync queue. */
    Outbox outbox();

    /** The acks, on their topic and over HTTP. */
    Acks acks();

    /** How requests wait for acks. */
    Waiting waiting();

    /** The streams of events that clients hold open. */
    Stream stream();

    /** The topic of resolved records, for other services. */
    Records records();

    /** Changes that could not be processed: their topic, and sending them again. */
    DeadLetter deadLetter();

    /** The consumer that resolves changes. */
    Engine engine();

    /** How long what is no longer present is kept. */
    Retention retention();

    /** Sums of what became of changes. */
    Analytics analytics();

    /** The operators' page. */
    Console console();

    /**
     * The entities that are synced, by name. {@code message}, {@code channel} and {@code user} are there by default;
     * what is set here is added to them, property by property.
     */
    Map<String, EntitySettings> entities();

    interface Limits {

        /** Changes in one push. */
        @WithDefault("1000")
        int changesPerPush();

        /** One change as sent, and the record it makes. */
        @WithDefault("256K")
        MemorySize changeSize();

        /** A request's body after decompression. */
        @WithDefault("8M")
        MemorySize bodySize();

        /** A request's body as it arrives. */
        @WithDefault("8M")
        MemorySize compressedBodySize();

        /** How deep a record's arrays and objects may be nested, the record itself being the first level. */
        @WithDefault("64")
        int jsonDepth();

        /**
         * Changes of one tenant that each instance has accepted and that wait to be processed; beyond it a push there is
         * answered 429.
         */
        @WithDefault("100000")
        long unprocessedPerTenant();

        /**
         * What the pushes at work may take of an instance's heap, a tenant's half of it; half of the heap where left out.
         * Of what a push holds the worst is reckoned, 34 times its size; one that takes more than all is taken alone. A
         * push that has waited 3 s for its part is answered 503, or 429 where its tenant has too much at work.
         */
        Optional<MemorySize> pushMemory();
    }

    interface Clock {

        /** A change's time further ahead of the server's than this counts as this far ahead. */
        @WithDefault("5m")
        Duration maxSkew();
    }

    interface Chain {

        /** How long a change waits for a predecessor that was never seen, before it becomes a dead letter. */
        @WithDefault("1h")
        Duration maxWait();

        /** How often changes are looked at whose predecessor was missing, or came to its outcome without them. */
        @WithDefault("10s")
        Duration recheck();

        /** Changes of one record that wait for their predecessors, at most; what comes beyond becomes a dead letter. */
        @WithDefault("10000")
        int maxWaiting();
    }

    interface Outbox {

        /** The topic's name. */
        @WithDefault("syncline.outbox")
        String topic();

        /** Its partitions where Syncline creates it; records spread over them. */
        @WithDefault("4")
        int partitions();

        /** Its replication factor where Syncline creates it; the broker's default where left out. */
        OptionalInt replicationFactor();

        /** How long the broker keeps a change, where Syncline creates the topic: longer than any outage planned for. */
        @WithDefault("7d")
        Duration retention();

        /**
         * How long a push waits for the broker before it is answered 503; no longer than the producer does, which
         * {@code mp.messaging.outgoing.outbox-out.delivery.timeout.ms} says.
         */
        @WithDefault("10s")
        Duration sendTimeout();
    }

    interface Acks {

        /** The topic's name. */
        @WithDefault("syncline.acks")
        String topic();

        /** Its partitions where Syncline creates it. */
        @WithDefault("4")
        int partitions();

        /** The longest that a request waits for acks, whatever it asks for by {@code wait} or {@code Prefer: wait}. */
        @WithDefault("60s")
        Duration maxWait();

        /** The acks in one answer, and the revisions; a single larger one is answered alone. The rest is asked for again. */
        @WithDefault("8M")
        MemorySize answerSize();
    }

    interface Waiting {

        /** Changes and clients awaited at once, over all requests of an instance; beyond it a long poll is answered 503. */
        @WithDefault("100000")
        int maxAwaited();

        /** Those of one tenant; beyond it a long poll is answered 429, and changes are not waited for. */
        @WithDefault("20000")
        int maxAwaitedPerTenant();

        /** How often a waiting request looks by itself, should no message wake it; less often where many wait. */
        @WithDefault("1s")
        Duration recheck();

        /** How soon it looks again for an outcome that is committed but still held back by an open writer. */
        @WithDefault("30ms")
        Duration recheckHeldBack();

        /** Looks into the database that run at once for waiting requests; the others wait their turn. */
        @WithDefault("4")
        int concurrentChecks();
    }

    interface Stream {

        /** Streams open at once in one instance; beyond it another is answered 503. */
        @WithDefault("10000")
        int maxClients();

        /** Streams of one tenant open at once in one instance; beyond it another is answered 429. */
        @WithDefault("1000")
        int maxClientsPerTenant();

        /** What is on its way to one client, at most; beyond it, it is sent nothing until it takes some. */
        @WithDefault("1M")
        MemorySize buffer();

        /**
         * What is on its way to all clients of an instance, at most, an eighth of the heap where left out; beyond it each
         * is sent little at a time.
         */
        Optional<MemorySize> totalBuffer();

        /** How often a client hears something, and within how long it has to take what was sent, or is dropped. */
        @WithDefault("15s")
        Duration heartbeat();

        /** How long before its token expires a client is told. */
        @WithDefault("30s")
        Duration expiryNotice();

        /** How often a stream looks into the database by itself, should no message wake it. */
        @WithDefault("5s")
        Duration recheck();

        /** Looks into the database that run at once for all streams; the others wait their turn. */
        @WithDefault("4")
        int concurrentReads();
    }

    interface Records {

        /** Whether resolved records are published. */
        @WithDefault("false")
        boolean enabled();

        /** The topic's name; it is compacted. Where Syncline creates it, it has as many partitions as the outbox. */
        @WithDefault("syncline.records")
        String topic();
    }

    interface DeadLetter {

        /** The topic's name. */
        @WithDefault("syncline.dead-letter")
        String topic();

        /** How often a dead letter may go on its way again before only a discard is taken. */
        @WithDefault("10")
        int maxAttempts();

        /** How long a redrive or discard may be on its way before it counts as lost, and another is taken. */
        @WithDefault("1m")
        Duration resendAfter();
    }

    interface Engine {

        /** Changes resolved in one transaction, at most. */
        @WithDefault("1000")
        int batchSize();

        /** Batches resolved side by side in one instance, at most one a partition of the outbox. */
        @WithDefault("2")
        int concurrency();

        /** Stored content that one transaction may load; a batch of larger records is taken in parts. */
        @WithDefault("16M")
        MemorySize batchBytes();

        /**
         * How long one transaction may resolve; a batch of slower resolvers is taken in parts. With twice a custom
         * resolver's deadline it is less than the database lets a transaction ask nothing.
         */
        @WithDefault("10s")
        Duration batchWithin();

        /** How long a stop waits for the batches at hand; what is not done by then comes again. */
        @WithDefault("20s")
        Duration stopWithin();

        /** The consumer group, shared by all instances. */
        @WithDefault("syncline")
        String groupId();

        /** Resolvers that are configured as {@code custom:<name>}. */
        CustomResolver customResolver();
    }

    interface Retention {

        /** Versions of a record after they were replaced: merges and deltas begin from them, people look at them. */
        @WithDefault("30d")
        Duration revisions();

        /** What deleted records leave; a client that was away for longer pulls everything anew. */
        @WithDefault("90d")
        Duration tombstones();

        /** Outcomes of changes: for so long a resend is answered and not applied again. Longer than the outbox keeps. */
        @WithDefault("90d")
        Duration ledger();

        /** Conflicts, for people to look at and to restore from. */
        @WithDefault("90d")
        Duration conflicts();

        /** Dead letters and bulk redrives that came to an end, with who did what to them; others are kept. */
        @WithDefault("90d")
        Duration deadLetters();

        /** How often old rows are swept. */
        @WithDefault("1m")
        Duration sweepEvery();

        /** Rows that one transaction removes. */
        @WithDefault("500")
        int sweepBatch();
    }

    interface CustomResolver {

        /** How long a resolver may take for one change, before that becomes a dead letter. */
        @WithDefault("2s")
        Duration deadline();

        /** Resolvers that run at once. */
        @WithDefault("4")
        int threads();
    }

    interface Analytics {

        /** How often minutes that ended are summed up. */
        @WithDefault("15s")
        Duration every();

        /** How long after its end a minute is final: longer than the engine's transactions take, and clocks differ. */
        @WithDefault("2m")
        Duration settleAfter();

        /** How long sums are kept, whatever is kept of the ledger; windows reach back 31 days at most. */
        @WithDefault("31d")
        Duration retention();
    }

    interface Console {

        /** The OpenID provider where one signs in to it; the service's own, {@code quarkus.oidc.auth-server-url}, where left out. */
        Optional<URI> issuer();

        /** The public client as which the provider knows it; its redirect address is {@code /console}. */
        @WithDefault("syncline-console")
        String clientId();

        /** What it asks the provider for. */
        @WithDefault("openid")
        String scope();

        /** Where the provider's endpoints are not below its issuer's origin: their origins, which the page may call. */
        Optional<List<URI>> connectOrigins();
    }

    interface EntitySettings {

        /** {@code last-write-wins}, {@code three-way-merge}, or {@code custom:<name>} for a resolver of your own. */
        @WithDefault("three-way-merge")
        String strategy();

        /**
         * How fields merge, by path: {@code text}, {@code set}, {@code list}, {@code counter}, {@code max} or
         * {@code min}. A path with dots is put in quotes: {@code fields."body.text"=text}.
         */
        Map<String, String> fields();

        /**
         * A JSON Schema 2020-12 that the entity's records satisfy: a file's path, {@code classpath:} and a resource's
         * name, or the schema itself; its patterns without lookaround and back references.
         */
        Optional<String> schema();
    }
}
