package dev.syncline.stream;

import static dev.syncline.service.Changes.create;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.access.AccessPolicy;
import dev.syncline.acks.AckAnswers;
import dev.syncline.change.Origin;
import dev.syncline.security.Caller;
import dev.syncline.service.Api;
import dev.syncline.store.FeedCursor;
import dev.syncline.store.FeedItem;
import dev.syncline.store.FeedPage;
import dev.syncline.store.FeedQueries;
import dev.syncline.store.Position;
import dev.syncline.store.WatchedLedger;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tail does in a turn, each of which is taken when the test says so. */
@QuarkusTest
class TenantTailTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final long ROOM = 1024 * 1024;

    @Inject
    AgroalDataSource database;

    @Inject
    FeedQueries feed;

    @Inject
    AckAnswers answers;

    @Inject
    AccessPolicy access;

    private final String tenant = Api.newTenant();
    private final Origin phone = new Origin(tenant, "alice", "phone");
    private final Origin stranger = new Origin(tenant, "eve", "laptop");
    private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    private Api alice;
    private WatchedLedger ledger;
    private FeedPage<FeedItem> start;

    /** A way to a client that takes all at once, or nothing. */
    private static final class Way implements Outlet {

        private final StringBuilder sent = new StringBuilder();
        private final List<Runnable> whenIdle = new ArrayList<>();
        private boolean stalled;
        private Error failure;

        @Override
        public boolean fits(long bytes) {
            if (failure != null) {
                throw failure;
            }
            return !stalled;
        }

        @Override
        public void send(List<Part> parts) {
            parts.forEach(part -> sent.append(new String(part.bytes(), StandardCharsets.UTF_8)));
        }

        @Override
        public void whenIdle(Runnable task) {
            if (stalled) {
                whenIdle.add(task);
            } else {
                task.run();
            }
        }

        @Override
        public long taken() {
            return 0;
        }

        @Override
        public boolean isIdle() {
            return !stalled;
        }

        @Override
        public void end() {}

        @Override
        public void drop() {}

        @Override
        public void gone() {}

        void takeAll() {
            stalled = false;
            whenIdle.forEach(Runnable::run);
            whenIdle.clear();
        }

        int count(String text) {
            return (int)
                    Pattern.compile(Pattern.quote(text)).matcher(sent).results().count();
        }

        boolean heard(String id) {
            return count("\"entityId\":\"" + id + "\"") == 1;
        }
    }

    @BeforeEach
    void begin() throws SQLException {
        alice = Api.as(tenant, "alice");
        ledger = new WatchedLedger(database);
        start = feed.end(tenant);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private TenantTail tail(FeedPage<FeedItem> end) {
        return new TenantTail(
                tenant,
                end.next(),
                new TenantTail.Means(feed, ledger, answers, access, turns::add, timer, ROOM, LONG, LONG));
    }

    private StreamReader reader(FeedPage<FeedItem> from, Position acks, Outlet outlet) {
        Caller caller = new Caller(tenant, "alice", Set.of());
        FeedCursor cursor = FeedCursor.at(from.next().position());
        return new StreamReader(caller, acks == null ? null : phone, from.epoch(), new StreamId(cursor, acks), outlet);
    }

    private void takeTurns() {
        for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
            turn.run();
        }
    }

    private void wake(TenantTail tail) {
        tail.heard(stranger);
        takeTurns();
    }

    /** Once it is in the feed; an open transaction of another's holds that back for a moment. */
    private FeedPage<FeedItem> write(String... ids) throws SQLException {
        alice.sync(
                "phone",
                Stream.of(ids)
                        .map(id -> create("message", id, Map.of("text", id)))
                        .toList());
        await().until(() -> shown().containsAll(List.of(ids)));
        return feed.end(tenant);
    }

    private List<String> shown() throws SQLException {
        return feed.after(tenant, FeedCursor.at(start.next().position()), null, 100).orElseThrow().items().stream()
                .map(item -> item.key().entityId())
                .toList();
    }

    @Test
    void manyThatJoinAtOnceDoSoInSeveralTurnsWhichTellTheOthersWhatIsNew() throws SQLException {
        TenantTail tail = tail(write("m-0"));
        Way follower = new Way();
        tail.add(reader(feed.end(tenant), null, follower));
        takeTurns();
        List<Way> joining = Stream.generate(Way::new).limit(30).toList();
        joining.forEach(way -> tail.add(reader(start, null, way)));

        turns.remove().run();
        long met = joining.stream().filter(way -> way.heard("m-0")).count();
        assertTrue(met > 0 && met <= 10, met + " in one turn");
        write("m-1");
        turns.remove().run();
        assertTrue(follower.heard("m-1"));
        assertTrue(joining.stream().anyMatch(way -> !way.heard("m-0")));

        takeTurns();
        joining.forEach(way -> assertTrue(way.heard("m-0") && way.heard("m-1"), way.sent::toString));
    }

    @Test
    void acksThatFindNoRoomAreReadAgainOnceTheirStreamIsIdle() throws SQLException {
        FeedPage<FeedItem> end = write("m-0", "m-1", "m-2");
        TenantTail tail = tail(end);
        Way way = new Way();
        way.stalled = true;
        tail.add(reader(end, start.next().position(), way));
        takeTurns();
        for (int turn = 0; turn < 5; turn++) {
            tail.heard(phone);
            takeTurns();
        }
        assertEquals(1, ledger.reads());
        assertEquals(1, way.whenIdle.size());

        way.takeAll();
        takeTurns();
        assertEquals(3, way.count("event: ack\n"), way.sent::toString);
    }

    @Test
    void acksOfManyClientsThatAreDueAtOnceAreReadInSeveralTurns() throws SQLException {
        FeedPage<FeedItem> end = write("m-0");
        TenantTail tail = tail(end);
        List<Way> ways = Stream.generate(Way::new).limit(30).toList();
        Caller caller = new Caller(tenant, "alice", Set.of());
        StreamId id =
                new StreamId(FeedCursor.at(end.next().position()), start.next().position());
        for (int number = 0; number < ways.size(); number++) {
            Origin client = number == 0 ? phone : new Origin(tenant, "alice", "phone-" + number);
            tail.add(new StreamReader(caller, client, end.epoch(), id, ways.get(number)));
        }
        turns.remove().run();
        assertEquals(10, ledger.reads());
        takeTurns();
        assertEquals(30, ledger.reads());
        assertEquals(1, ways.get(0).count("event: ack\n"));
    }

    @Test
    void acksHeldBackAreAskedForAgainOnceTheHorizonHasMoved() throws SQLException {
        TenantTail tail = tail(start);
        Way way = new Way();
        try (Connection writer = database.getConnection()) {
            writer.setAutoCommit(false);
            long open = transaction(writer);
            await().until(() -> feed.end(tenant).next().position().tx() == open - 1);
            alice.sync("phone", create("message", "m-0", Map.of()));
            tail.add(reader(feed.end(tenant), feed.end(tenant).next().position(), way));
            takeTurns();
            assertEquals(1, ledger.reads());
            for (int turn = 0; turn < 5; turn++) {
                wake(tail);
            }
            assertEquals(1, ledger.reads());
            assertEquals(0, way.count("event: ack\n"));
            writer.rollback();
            writer.setAutoCommit(true);
        }
        await().until(() -> {
            wake(tail);
            return way.count("event: ack\n") == 1;
        });
    }

    private static long transaction(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            ResultSet row = statement.executeQuery("select pg_current_xact_id()::text::bigint");
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void anErrorEndsATurnAndNotTheTail() throws SQLException {
        FeedPage<FeedItem> end = write("m-0");
        TenantTail tail = tail(end);
        Way way = new Way();
        ledger.failOnce(new StackOverflowError());
        tail.add(reader(end, start.next().position(), way));
        takeTurns();
        assertEquals(0, way.count("event: ack\n"));
        wake(tail);
        assertEquals(1, way.count("event: ack\n"));
    }

    @Test
    void anErrorInOneStreamDoesNotTouchTheOthers() throws SQLException {
        TenantTail tail = tail(start);
        List<Way> ways = Stream.generate(Way::new).limit(5).toList();
        ways.forEach(way -> tail.add(reader(start, null, way)));
        takeTurns();
        ways.get(2).failure = new StackOverflowError();
        write("m-0");
        wake(tail);
        write("m-1");
        wake(tail);
        for (int number = 0; number < ways.size(); number++) {
            Way way = ways.get(number);
            assertTrue(number == 2 || way.heard("m-0") && way.heard("m-1"), way.sent::toString);
        }
    }
}
