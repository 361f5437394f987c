package dev.syncline.stream;

import dev.syncline.access.AccessPolicy;
import dev.syncline.acks.AckAnswers;
import dev.syncline.change.Origin;
import dev.syncline.security.Caller;
import dev.syncline.store.AckPage;
import dev.syncline.store.Epoch;
import dev.syncline.store.FeedCursor;
import dev.syncline.store.FeedPage;
import dev.syncline.store.LedgerEntry;
import dev.syncline.store.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One client's stream: where it stands, and what it may be sent next. */
final class StreamReader {

    private final Caller caller;
    private final Origin client;
    private final Epoch epoch;
    private final Outlet outlet;

    private FeedCursor feed;
    private Position acks;
    private volatile boolean acksWait;
    private volatile boolean closed;

    /** @param client whose acks it is told; null for nobody's */
    StreamReader(Caller caller, Origin client, Epoch epoch, StreamId start, Outlet outlet) {
        this.caller = caller;
        this.client = client;
        this.epoch = epoch;
        this.feed = start.feed();
        this.acks = start.acks();
        this.outlet = outlet;
    }

    /** What is sent together, as far as it fits. */
    private final class Parcel {

        private final List<Part> parts = new ArrayList<>();
        private long size;

        boolean add(Part event, StreamId after) {
            Part id = new Part(Blocks.id(after.text(epoch, caller.tenant())));
            boolean isFirst = parts.isEmpty() && outlet.isIdle();
            size += event.length() + id.length();
            if (!isFirst && !outlet.fits(size)) {
                return false;
            }
            parts.add(event);
            parts.add(id);
            feed = after.feed();
            acks = after.acks();
            return true;
        }

        void send() {
            if (!parts.isEmpty()) {
                outlet.send(parts);
            }
        }
    }

    Origin client() {
        return client;
    }

    Outlet outlet() {
        return outlet;
    }

    synchronized FeedCursor feed() {
        return feed;
    }

    synchronized Position acks() {
        return acks;
    }

    /** The first block: where the stream stands, and how the sync does. */
    synchronized void begin(byte[] retry, byte[] status) {
        send(retry, status, Blocks.id(id()));
    }

    /** Tells where the stream stands; where there is no room for that, a later one does. */
    synchronized void tellPlace() {
        byte[] place = Blocks.place(id());
        if (outlet.fits(place.length)) {
            send(place);
        }
    }

    /** Sends an event that is no part of what is resumed. */
    synchronized boolean tell(byte[] event) {
        boolean fits = outlet.fits(event.length + Blocks.END.length);
        if (fits) {
            send(event, Blocks.END);
        }
        return fits;
    }

    private void send(byte[]... parts) {
        outlet.send(Stream.of(parts).map(Part::new).toList());
    }

    private String id() {
        return new StreamId(feed, acks).text(epoch, caller.tenant());
    }

    /**
     * Takes a page of the feed from where this reader stands, or from before that.
     *
     * @return false where not all of it fits: it has then to be read again from where this reader stands
     */
    synchronized boolean take(List<ChangeEvent> changes, FeedPage<?> page, AccessPolicy access) {
        Parcel parcel = new Parcel();
        try {
            for (ChangeEvent change : changes) {
                Position position = change.item().position();
                if (position.compareTo(feed.row()) > 0
                        && access.mayRead(caller, change.item().key())
                        && !parcel.add(change.event(), new StreamId(feed.readTo(epoch, position), acks))) {
                    return false;
                }
            }
            pass(page);
            return true;
        } finally {
            parcel.send();
        }
    }

    private void pass(FeedPage<?> page) {
        if (page.next().row().compareTo(feed.row()) <= 0) {
            return;
        }
        if (page.more()) {
            feed = feed.readTo(epoch, page.next().row());
        } else {
            // Who began without the earlier records does not hold them.
            boolean holdsAll = feed.held() != null || feed.snapshot() != null;
            feed = holdsAll ? page.next() : FeedCursor.at(page.next().position());
        }
    }

    /**
     * Takes a page of acks from where this reader stands.
     *
     * @return false where not all of it fits
     */
    synchronized boolean take(AckPage page, AckAnswers answers) {
        Parcel parcel = new Parcel();
        try {
            for (LedgerEntry entry : page.entries()) {
                Part event = new Part(Blocks.event("ack", answers.of(caller, entry)));
                if (!parcel.add(event, new StreamId(feed, entry.position()))) {
                    return false;
                }
            }
            acks = page.next();
            return true;
        } finally {
            parcel.send();
        }
    }

    /** Whether its acks wait until it has taken what it was sent. */
    boolean acksWait() {
        return acksWait;
    }

    void acksWait(boolean wait) {
        acksWait = wait;
    }

    boolean isClosed() {
        return closed;
    }

    /** The client is gone. */
    void close() {
        closed = true;
        outlet.gone();
    }

    /** Ends the stream in order; the client goes on elsewhere, or is told why it cannot. */
    void end() {
        closed = true;
        outlet.end();
    }

    void drop() {
        closed = true;
        outlet.drop();
    }
}
