package dev.syncline.stream;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;

/**
 * An open HTTP response. The connection is given one chunk at a time, so what is shared between streams is copied for a
 * client only as fast as that takes it.
 */
final class HttpOutlet implements Outlet {

    private static final int CHUNK = 32 * 1024;

    /** So much is on its way to a client also where there is no room for more to all of them. */
    private static final int LEAST = 16 * 1024;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final String tenant;
    private final long limit;
    private final InFlight all;

    private final Queue<Part> waiting = new ArrayDeque<>();
    private final List<Part> written = new ArrayList<>();
    private final List<Runnable> whenIdle = new ArrayList<>();
    private long inFlight;
    private long taken;
    private boolean writing;
    private boolean ending;

    /** @param limit of what is on its way to this client */
    HttpOutlet(HttpServerRequest request, String tenant, long limit, InFlight all) {
        this.request = request;
        this.response = request.response();
        this.tenant = tenant;
        this.limit = limit;
        this.all = all;
    }

    @Override
    public synchronized boolean fits(long bytes) {
        long wanted = inFlight + bytes;
        return wanted <= limit && (wanted <= LEAST || all.fits(tenant, bytes));
    }

    @Override
    public synchronized boolean isIdle() {
        return inFlight == 0;
    }

    @Override
    public synchronized long taken() {
        return taken;
    }

    @Override
    public void send(List<Part> parts) {
        Buffer chunk;
        synchronized (this) {
            if (ending) {
                return;
            }
            long held = 0;
            for (Part part : parts) {
                waiting.add(part);
                inFlight += part.length();
                held += part.hold();
            }
            all.add(tenant, held);
            chunk = next();
        }
        write(chunk);
    }

    @Override
    public void whenIdle(Runnable task) {
        synchronized (this) {
            if (inFlight > 0) {
                whenIdle.add(task);
                return;
            }
        }
        task.run();
    }

    @Override
    public void end() {
        synchronized (this) {
            if (ending) {
                return;
            }
            ending = true;
            if (writing) {
                return;
            }
        }
        close();
    }

    private void close() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    @Override
    public void drop() {
        synchronized (this) {
            ending = true;
            release(waiting);
        }
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            // Past the connection's handlers: their close waits until all is written, which such a client prevents.
            ((ConnectionBase) request.connection())
                    .channel()
                    .pipeline()
                    .firstContext()
                    .close();
        }
    }

    @Override
    public synchronized void gone() {
        ending = true;
        release(waiting);
        release(written);
    }

    /** They are on their way no more. */
    private void release(Collection<Part> parts) {
        long released = 0;
        for (Part part : parts) {
            inFlight -= part.length();
            released += part.release();
        }
        all.remove(tenant, released);
        parts.clear();
    }

    /** The next chunk to write, or null; never called but by who then writes it. */
    private Buffer next() {
        if (writing || waiting.isEmpty()) {
            return null;
        }
        int size = 0;
        while (!waiting.isEmpty() && (size == 0 || size + waiting.peek().length() <= CHUNK)) {
            Part part = waiting.poll();
            written.add(part);
            size += part.length();
        }
        writing = true;
        byte[][] bytes = written.stream().map(Part::bytes).toArray(byte[][]::new);
        return Buffer.buffer(Unpooled.wrappedBuffer(bytes.length, bytes));
    }

    // Outside the lock: the connection has one of its own, under which it may call back.
    private void write(Buffer chunk) {
        if (chunk != null) {
            int size = chunk.length();
            response.write(chunk).onComplete(done -> written(size, done.succeeded()));
        }
    }

    private void written(int size, boolean succeeded) {
        Buffer chunk;
        boolean close;
        List<Runnable> tasks = List.of();
        synchronized (this) {
            writing = false;
            release(written);
            taken += size;
            if (!succeeded) {
                // The connection is gone; who waits for it finds that out.
                release(waiting);
            }
            chunk = next();
            close = chunk == null && ending;
            if (inFlight == 0) {
                tasks = List.copyOf(whenIdle);
                whenIdle.clear();
            }
        }
        write(chunk);
        if (close) {
            close();
        }
        tasks.forEach(Runnable::run);
    }
}
