package dev.syncline.stream;

import dev.syncline.access.AccessPolicy;
import dev.syncline.acks.AckAnswers;
import dev.syncline.change.Origin;
import dev.syncline.store.AckPage;
import dev.syncline.store.FeedCursor;
import dev.syncline.store.FeedItem;
import dev.syncline.store.FeedPage;
import dev.syncline.store.FeedQueries;
import dev.syncline.store.LedgerQueries;
import dev.syncline.store.Position;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Follows the end of a tenant's feed, once for all of its streams; a stream that is behind catches up by itself until it
 * meets the tail. Messages of the acks topic wake it; the database has the truth, so it looks by itself too.
 */
final class TenantTail {

    private static final Logger LOG = Logger.getLogger(TenantTail.class);

    private static final int PAGE = 500;
    private static final int OWN_PAGE = 100;

    /** Streams and clients that a turn reads for by themselves: the others hear nothing meanwhile. */
    private static final int OWN_READS = 10;

    /** What tails read from, and with what. */
    record Means(
            FeedQueries feed,
            LedgerQueries ledger,
            AckAnswers answers,
            AccessPolicy access,
            Executor workers,
            ScheduledExecutorService timer,
            long ackBytes,
            Duration recheck,
            Duration recheckHeldBack) {}

    /** How far a stream's own look at the feed brought it. */
    private enum Reached {
        END,
        MORE,
        NO_ROOM,
        NOT_KEPT
    }

    private final String tenant;
    private final Means means;

    private final Set<StreamReader> readers = ConcurrentHashMap.newKeySet();
    private final Queue<StreamReader> joining = new ConcurrentLinkedQueue<>();
    private final Set<Origin> heard = ConcurrentHashMap.newKeySet();

    // Of the turn, of which there is one at a time.
    private final Set<StreamReader> following = new HashSet<>();
    private final Set<Origin> due = new LinkedHashSet<>();
    private final Set<Origin> heldBack = new HashSet<>();
    private Position heldBackAt;
    private FeedCursor position;
    private Duration heldBackDelay;
    private long lastRecheck = System.nanoTime();

    private boolean running;
    private boolean woken;
    private boolean stopped;
    private Future<?> next;

    /** @param end where the feed ended when the first stream began */
    TenantTail(String tenant, FeedCursor end, Means means) {
        this.tenant = tenant;
        this.position = end;
        this.means = means;
        this.heldBackDelay = means.recheckHeldBack();
    }

    void add(StreamReader reader) {
        readers.add(reader);
        join(reader);
    }

    private void join(StreamReader reader) {
        joining.add(reader);
        if (reader.client() != null) {
            heard.add(reader.client());
        }
        wake();
    }

    /** @return whether it was the last */
    boolean remove(StreamReader reader) {
        readers.remove(reader);
        return readers.isEmpty();
    }

    /** Something became of a change of this client's, which may concern everybody. */
    void heard(Origin client) {
        heard.add(client);
        wake();
    }

    synchronized void stop() {
        stopped = true;
        cancelNext();
    }

    /** Takes a turn now, or once more where one is running: what woke it may have come too late for that. */
    private synchronized void wake() {
        if (stopped) {
            return;
        }
        if (running) {
            woken = true;
            return;
        }
        running = true;
        cancelNext();
        submit(this::run);
    }

    private void cancelNext() {
        if (next != null) {
            next.cancel(false);
        }
    }

    private void submit(Runnable task) {
        try {
            means.workers().execute(task);
        } catch (RejectedExecutionException stopping) {
            // Every stream ends.
        }
    }

    private Future<?> after(Duration delay, Runnable task) {
        try {
            return means.timer().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            return null;
        }
    }

    private void run() {
        synchronized (this) {
            woken = false;
        }
        Duration delay = turn();
        synchronized (this) {
            running = false;
            if (woken || delay.isZero()) {
                wake();
            } else if (!stopped) {
                next = after(delay, this::wake);
            }
        }
    }

    /** @return when the next is due, should nothing wake it */
    private Duration turn() {
        try {
            following.removeIf(StreamReader::isClosed);
            FeedPage<FeedItem> page = step();
            meetJoining();
            sendAcks();
            if (page.more() || !joining.isEmpty() || !due.isEmpty()) {
                return Duration.ZERO;
            }
            return page.heldBack() || !heldBack.isEmpty() ? heldBackDelay() : recheck();
        } catch (SQLException | RuntimeException e) {
            LOG.debugf(e, "The streams of tenant %s could not be served", tenant);
            return recheck();
        } catch (Error e) {
            // Or the tail would take no turn any more.
            LOG.errorf(e, "The streams of tenant %s could not be served", tenant);
            return recheck();
        }
    }

    private Duration recheck() {
        heldBackDelay = means.recheckHeldBack();
        return means.recheck();
    }

    private Duration heldBackDelay() {
        Duration delay = heldBackDelay;
        Duration doubled = delay.multipliedBy(2);
        heldBackDelay = doubled.compareTo(means.recheck()) < 0 ? doubled : means.recheck();
        return delay;
    }

    private FeedPage<FeedItem> step() throws SQLException {
        Optional<FeedPage<FeedItem>> found = means.feed().after(tenant, position, null, PAGE);
        if (found.isEmpty()) {
            // Another epoch has begun, or the sweep has overtaken: clients are told when they come back.
            following.forEach(StreamReader::end);
            FeedPage<FeedItem> end = means.feed().end(tenant);
            position = end.next();
            return end;
        }
        FeedPage<FeedItem> page = found.get();
        List<ChangeEvent> changes = changes(page);
        following.removeIf(reader -> {
            boolean keepsUp = take(reader, changes, page);
            if (!keepsUp) {
                catchUpWhenIdle(reader);
            } else if (!changes.isEmpty()) {
                tellPlace(reader);
            }
            return !keepsUp;
        });
        // Not before: where that ends early, those that were left take the page again.
        position = page.next();
        return page;
    }

    private boolean take(StreamReader reader, List<ChangeEvent> changes, FeedPage<FeedItem> page) {
        return serve(reader, () -> reader.take(changes, page, means.access()));
    }

    private void tellPlace(StreamReader reader) {
        serve(reader, () -> {
            reader.tellPlace();
            return true;
        });
    }

    /** What goes wrong with one stream does not touch the others. */
    private boolean serve(StreamReader reader, BooleanSupplier sending) {
        try {
            return sending.getAsBoolean();
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "A stream of tenant %s failed", tenant);
            reader.drop();
            return false;
        }
    }

    private static List<ChangeEvent> changes(FeedPage<FeedItem> page) {
        return page.items().stream()
                .map(item -> new ChangeEvent(item, page.epoch()))
                .toList();
    }

    /** In the turn, so that the tail does not go on meanwhile; those that are left have the next ones. */
    private void meetJoining() throws SQLException {
        int reads = 0;
        while (reads < OWN_READS) {
            StreamReader reader = joining.poll();
            if (reader == null) {
                return;
            }
            if (reader.isClosed()) {
                continue;
            }
            if (isAtTail(reader)) {
                follow(reader);
                continue;
            }
            reads++;
            try {
                goOn(reader, readOn(reader));
            } catch (SQLException | RuntimeException | Error e) {
                joining.add(reader);
                throw e;
            }
        }
    }

    private boolean isAtTail(StreamReader reader) {
        FeedCursor feed = reader.feed();
        return feed.snapshot() == null && feed.position().compareTo(position.position()) >= 0;
    }

    /** Tells the client that it has heard all there is. */
    private void follow(StreamReader reader) {
        following.add(reader);
        tellPlace(reader);
    }

    private void goOn(StreamReader reader, Reached reached) {
        switch (reached) {
            case END -> follow(reader);
            case NOT_KEPT -> reader.end();
            default -> catchUpWhenIdle(reader);
        }
    }

    private void catchUpWhenIdle(StreamReader reader) {
        reader.outlet().whenIdle(() -> submit(() -> catchUp(reader)));
    }

    /** Outside the turn: others need not wait for it. */
    private void catchUp(StreamReader reader) {
        if (reader.isClosed()) {
            return;
        }
        try {
            switch (readOn(reader)) {
                case END -> join(reader);
                case NOT_KEPT -> reader.end();
                default -> catchUpWhenIdle(reader);
            }
        } catch (SQLException | RuntimeException | Error e) {
            LOG.debugf(e, "A stream of tenant %s could not catch up", tenant);
            after(means.recheck(), () -> submit(() -> catchUp(reader)));
        }
    }

    private Reached readOn(StreamReader reader) throws SQLException {
        Optional<FeedPage<FeedItem>> page = means.feed().after(tenant, reader.feed(), null, OWN_PAGE);
        if (page.isEmpty()) {
            return Reached.NOT_KEPT;
        }
        if (!take(reader, changes(page.get()), page.get())) {
            return Reached.NO_ROOM;
        }
        return page.get().more() ? Reached.MORE : Reached.END;
    }

    /** To whom they are due, in the order in which that was heard of. */
    private void sendAcks() throws SQLException {
        due.addAll(withNews());
        for (Origin client : heard) {
            due.add(client);
            heard.remove(client);
        }
        // Nothing is shown that was not, as long as the feed's end stays where it is.
        if (!position.position().equals(heldBackAt)) {
            due.addAll(heldBack);
            heldBack.clear();
            heldBackAt = position.position();
        }
        if (due.isEmpty()) {
            return;
        }
        Map<Origin, List<StreamReader>> readers = readersByClient();
        int reads = 0;
        for (Iterator<Origin> next = due.iterator(); next.hasNext() && reads < OWN_READS; next.remove()) {
            for (StreamReader reader : readers.getOrDefault(next.next(), List.of())) {
                sendAcks(reader);
                reads++;
            }
        }
    }

    private Map<Origin, List<StreamReader>> readersByClient() {
        return readers.stream().filter(TenantTail::takesAcks).collect(Collectors.groupingBy(StreamReader::client));
    }

    private static boolean takesAcks(StreamReader reader) {
        return reader.client() != null && !reader.acksWait() && !reader.isClosed();
    }

    private void sendAcks(StreamReader reader) throws SQLException {
        AckPage page = means.ledger().after(reader.client(), reader.acks(), OWN_PAGE, means.ackBytes());
        boolean fits = serve(reader, () -> reader.take(page, means.answers()));
        if (!page.entries().isEmpty()) {
            tellPlace(reader);
        }
        if (!fits || page.more()) {
            reader.acksWait(true);
            reader.outlet()
                    .whenIdle(() -> submit(() -> {
                        reader.acksWait(false);
                        heard(reader.client());
                    }));
        }
        if (page.pending()) {
            heldBack.add(reader.client());
        }
    }

    /** From time to time, the clients of whose outcomes no message told. */
    private List<Origin> withNews() throws SQLException {
        long now = System.nanoTime();
        if (now - lastRecheck < means.recheck().toNanos()) {
            return List.of();
        }
        lastRecheck = now;
        List<LedgerQueries.Reader> wanted = new ArrayList<>();
        for (StreamReader reader : readers) {
            if (takesAcks(reader)) {
                wanted.add(new LedgerQueries.Reader(reader.client(), reader.acks()));
            }
        }
        return wanted.isEmpty()
                ? List.of()
                : means.ledger().withNews(tenant, wanted).stream()
                        .map(LedgerQueries.Reader::client)
                        .toList();
    }
}
