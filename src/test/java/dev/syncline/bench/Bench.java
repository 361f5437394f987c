package dev.syncline.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.backends.TestBackends;
import dev.syncline.embedded.Database;
import dev.syncline.embedded.RunningBackends;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/** Backends, instances of the packaged service, and a crowd of simulated clients; what a test of faults is made of. */
final class Bench implements AutoCloseable {

    private static final List<Place> PLACES = List.of(
            new Place("message", "m-1"),
            new Place("message", "m-2"),
            new Place("message", "m-3"),
            new Place("message", "m-4"),
            new Place("channel", "c-1"),
            new Place("channel", "c-2"),
            new Place("user", "u-1"),
            new Place("user", "u-2"),
            new Place(Edits.TALLY, "t-1"),
            new Place(Edits.TALLY, "t-2"));
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(Integer.getInteger("bench.settle-seconds", 120));
    static final String TENANT = "bench";

    /** For those that die often: the least that a broker allows, as each start waits for it. */
    static final Map<String, String> TAKEN_OVER_SOON = Map.of(
            "mp.messaging.incoming.outbox.session.timeout.ms", "6000",
            "mp.messaging.incoming.outbox.heartbeat.interval.ms", "1500");

    // A logger that nobody holds on to forgets its level.
    private static final List<Logger> LOUD = List.of(
            Logger.getLogger("kafka"),
            Logger.getLogger("org.apache.kafka"),
            Logger.getLogger("state.change.logger"),
            Logger.getLogger("io.zonky.test"));

    static {
        // Connections that the clients keep for later are not the service's to close.
        System.setProperty("jdk.httpclient.keepalive.timeout", "5");
    }

    private final Path folder;
    private final long seed;
    private final RunningBackends backends;
    private final Signer signer = new Signer();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final List<ServiceProcess> services = new CopyOnWriteArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean on;

    private Bench(String name, long seed) {
        LOUD.forEach(logger -> logger.setLevel(Level.OFF));
        this.folder = Path.of(
                "target", "bench", name + "-" + UUID.randomUUID().toString().substring(0, 8));
        this.seed = seed;
        this.backends = TestBackends.start(Path.of("target", "bench-backends"));
        keepWhatIsCommitted();
        System.out.printf("%s: -Dbench.seed=%d, logs in %s%n", name, seed, folder);
    }

    /** The embedded database confirms a commit before it is written; one that is killed must not take it back. */
    private void keepWhatIsCommitted() {
        try (Connection connection = backends.database().admin();
                Statement statement = connection.createStatement()) {
            statement.execute("alter role " + Database.USER + " set synchronous_commit = on");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Bench start(String name) {
        return new Bench(name, Long.getLong("bench.seed", System.nanoTime()));
    }

    RunningBackends backends() {
        return backends;
    }

    Path folder() {
        return folder;
    }

    long seed() {
        return seed;
    }

    /** One more instance, not started yet. */
    ServiceProcess newService() {
        return newService(Map.of());
    }

    /** One more instance, not started yet, with settings of its own. */
    ServiceProcess newService(Map<String, String> own) {
        Map<String, String> settings = settings();
        settings.putAll(own);
        ServiceProcess service = new ServiceProcess("service-" + services.size(), settings, folder);
        services.add(service);
        return service;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(backends.config());
        settings.put("quarkus.oidc.public-key", signer.publicKey());
        settings.put("syncline.entities." + Edits.TALLY + ".strategy", "three-way-merge");
        settings.put("syncline.entities." + Edits.TALLY + ".fields.count", "counter");
        settings.put("syncline.entities." + Edits.TALLY + ".fields.tags", "set");
        settings.put("quarkus.log.console.json.enabled", "false");
        settings.put("quarkus.log.category.\"org.apache.kafka\".level", "WARN");
        return settings;
    }

    /** Sets a crowd to work, which goes on until {@link #quiet}. */
    void load(int crowd) {
        if (clients.isEmpty()) {
            SimClient founder = newClient();
            founder.found();
            founder.comeToRest(timeFrom(SETTLE_LIMIT));
        }
        on = true;
        for (int number = 0; number < crowd; number++) {
            SimClient client = newClient();
            threads.add(started("client", () -> client.live(() -> on)));
        }
    }

    String token(String tenant, String subject) {
        return signer.token(tenant, subject, Duration.ofHours(12), "sync");
    }

    Wire wireOf(String tenant, String subject) {
        return new Wire(http, token(tenant, subject));
    }

    private SimClient newClient() {
        return newClient(placesOf(nextName()));
    }

    /** Pushes changes to records of their own, so many that each partition of the outbox has some. */
    void handOver(String name, int changes) {
        SimClient client = newClient(IntStream.range(0, changes)
                .mapToObj(number -> new Place("message", name + "-" + number))
                .toList());
        client.editEverything();
        assertTrue(client.handOver());
    }

    /** Does something while the database refuses all that the engine writes, and answers everything else. */
    <T> T whileOutcomesAreRefused(Supplier<T> what) {
        execute("revoke insert on ledger from current_user");
        try {
            return what.get();
        } finally {
            execute("grant insert on ledger to current_user");
        }
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One more client, which does what the test tells it to. */
    SimClient newClient(List<Place> places) {
        String name = nextName();
        long clientSeed = seed + clients.size();
        SimClient client = new SimClient(name, clientSeed, wireOf(TENANT, name), this::addresses, places);
        clients.add(client);
        return client;
    }

    private String nextName() {
        return "c" + clients.size();
    }

    Wire wire(String tenant, String subject, String... groups) {
        return new Wire(http, signer.token(tenant, subject, Duration.ofHours(12), groups));
    }

    /** Who looks after this instance. */
    Operator operatorOf(ServiceProcess service) {
        return operatorOf(service, TENANT);
    }

    Operator operatorOf(ServiceProcess service, String tenant) {
        return new Operator(wire(tenant, "operator", "sync", "sync-admin", "sync-operator"), service.address());
    }

    /** Who pushes to this instance in a tenant of its own, and looks closely at the answers. */
    Prober proberOf(ServiceProcess service) {
        return new Prober(wire("probe", "prober", "sync"), service.address());
    }

    /** What all share, and some that nobody else writes. */
    private static List<Place> placesOf(String client) {
        List<Place> places = new ArrayList<>(PLACES);
        places.add(new Place("message", "of-" + client));
        places.add(new Place("channel", "of-" + client));
        places.add(new Place("user", "of-" + client));
        return places;
    }

    private List<URI> addresses() {
        List<URI> running = services.stream()
                .filter(ServiceProcess::isRunning)
                .map(ServiceProcess::address)
                .toList();
        return running.isEmpty() ? List.of(services.get(0).address()) : running;
    }

    /** Lets every client hand over what it has and hear of it, then read all records. */
    void quiet() {
        quiet(SETTLE_LIMIT);
    }

    void quiet(Duration limit) {
        on = false;
        threads.forEach(Bench::join);
        threads.clear();
        together(client -> client.comeToRest(timeFrom(limit)));
        together(client -> client.readAll(timeFrom(limit)));
    }

    private static BooleanSupplier timeFrom(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        return () -> System.nanoTime() < deadline;
    }

    private void together(Consumer<SimClient> what) {
        clients.stream()
                .map(client -> started("settle", () -> what.accept(client)))
                .toList()
                .forEach(Bench::join);
    }

    private static Thread started(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    List<Violation> violations() {
        try (Connection connection = connect()) {
            List<Journal> journals = journals();
            DatabaseState state = DatabaseState.of(connection, TENANT);
            report(journals, state);
            return Checker.check(
                    journals, state, AckTopic.changes(backends.broker().bootstrapServers()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void assertInvariants() {
        List<Violation> violations = violations();
        assertEquals(
                List.of(),
                violations.stream().limit(20).toList(),
                () -> violations.size() + " violations, -Dbench.seed=" + seed + ", logs in " + folder);
    }

    private List<Journal> journals() {
        return clients.stream().map(SimClient::journal).toList();
    }

    private void report(List<Journal> journals, DatabaseState state) {
        Map<String, Integer> answers = new TreeMap<>();
        journals.forEach(
                journal -> journal.answers.forEach((answer, count) -> answers.merge(answer, count, Integer::sum)));
        Map<String, Integer> outcomes = new TreeMap<>();
        state.ledger().forEach(row -> outcomes.merge(row.outcome(), 1, Integer::sum));
        System.out.printf(
                "%d changes, %d versions, %d conflicts; outcomes %s; answers %s%n",
                state.ledger().size(),
                state.versions().size(),
                state.conflicts().size(),
                outcomes,
                answers);
    }

    /** How many changes have an outcome; -1 while the database does not tell. */
    long processed() {
        return rows("ledger");
    }

    /** How many changes were set aside, of whatever tenant; -1 while the database does not tell. */
    long deadLetters() {
        return rows("dead_letter");
    }

    private long rows(String table) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("select count(*) from " + table)) {
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getLong(1);
        } catch (SQLException away) {
            return -1;
        }
    }

    /** Waits until the engine has got on from where it is now. */
    void awaitProgress(int changes) {
        long before = processed();
        await("the engine goes on, see " + folder)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> processed() >= before + changes);
    }

    Connection connect() throws SQLException {
        Map<String, String> config = backends.config();
        return DriverManager.getConnection(
                config.get("quarkus.datasource.jdbc.url") + "?loginTimeout=5",
                config.get("quarkus.datasource.username"),
                config.get("quarkus.datasource.password"));
    }

    @Override
    public void close() {
        on = false;
        services.forEach(ServiceProcess::close);
        backends.close();
    }
}
