package dev.syncline.stream;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * An open HTTP response. The connection is given one chunk at a time, so what is shared between streams is copied for a
 * client only as fast as that takes it.
 */
final class HttpOutlet implements Outlet {

    private static final int CHUNK = 32 * 1024;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final long limit;

    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private final List<Runnable> whenIdle = new ArrayList<>();
    private long inFlight;
    private long taken;
    private boolean writing;
    private boolean ending;

    HttpOutlet(HttpServerRequest request, long limit) {
        this.request = request;
        this.response = request.response();
        this.limit = limit;
    }

    @Override
    public synchronized boolean fits(long bytes) {
        return inFlight + bytes <= limit;
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
    public void send(List<byte[]> parts) {
        Buffer chunk;
        synchronized (this) {
            if (ending) {
                return;
            }
            for (byte[] part : parts) {
                waiting.add(part);
                inFlight += part.length;
            }
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
            waiting.clear();
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

    /** The next chunk to write, or null; never called but by who then writes it. */
    private Buffer next() {
        if (writing || waiting.isEmpty()) {
            return null;
        }
        List<byte[]> parts = new ArrayList<>();
        int size = 0;
        while (!waiting.isEmpty() && (size == 0 || size + waiting.peek().length <= CHUNK)) {
            byte[] part = waiting.poll();
            parts.add(part);
            size += part.length;
        }
        writing = true;
        return Buffer.buffer(Unpooled.wrappedBuffer(parts.size(), parts.toArray(byte[][]::new)));
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
            inFlight -= size;
            taken += size;
            if (!succeeded) {
                // The connection is gone; who waits for it finds that out.
                waiting.clear();
                inFlight = 0;
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
