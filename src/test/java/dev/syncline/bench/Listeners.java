package dev.syncline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many open streams, read by one thread: how many are open, how many changes they heard, and how late. */
public final class Listeners implements AutoCloseable {

    /** What a pushed record holds: when it was pushed, on the clock of {@link System#nanoTime}. */
    public static final String PUSHED_AT = "pushedAt";

    private static final Pattern CHANGE = Pattern.compile("\"" + PUSHED_AT + "\":\"(-?\\d+)\"");
    private static final int LONGEST_MATCH = 40;

    private final Selector selector;
    private final Thread thread;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final List<Long> delays = new ArrayList<>();
    private volatile boolean closed;

    private static final class Listener {
        private String carried = "";
        private boolean begun;
    }

    public Listeners() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::read, "listeners");
        thread.setDaemon(true);
        thread.start();
    }

    public void add(URI service, String token) {
        try {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(service.getHost(), service.getPort()));
            String request =
                    "GET /api/v1/stream HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer " + token + "\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Listener());
            selector.wakeup();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (!closed) {
                selector.select(200);
                for (SelectionKey key : selector.selectedKeys()) {
                    read(key, buffer);
                }
                selector.selectedKeys().clear();
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(SelectionKey key, ByteBuffer buffer) throws IOException {
        buffer.clear();
        int count;
        try {
            count = ((SocketChannel) key.channel()).read(buffer);
        } catch (IOException brokenOff) {
            count = -1;
        }
        if (count < 0) {
            lost.incrementAndGet();
            key.cancel();
            return;
        }
        hear((Listener) key.attachment(), new String(buffer.array(), 0, count, StandardCharsets.ISO_8859_1));
    }

    private void hear(Listener listener, String some) {
        if (!listener.begun && some.startsWith("HTTP/1.1 200")) {
            listener.begun = true;
            open.incrementAndGet();
        }
        String text = listener.carried + some;
        Matcher changes = CHANGE.matcher(text);
        long now = System.nanoTime();
        int end = 0;
        synchronized (delays) {
            while (changes.find()) {
                delays.add(now - Long.parseLong(changes.group(1)));
                end = changes.end();
            }
        }
        listener.carried = text.substring(Math.max(end, text.length() - LONGEST_MATCH));
    }

    public int open() {
        return open.get();
    }

    /** Streams that the service ended. */
    public int lost() {
        return lost.get();
    }

    public int heard() {
        synchronized (delays) {
            return delays.size();
        }
    }

    /** From push to arrival, in milliseconds. */
    public long delay(double quantile) {
        synchronized (delays) {
            List<Long> sorted = delays.stream().sorted().toList();
            return sorted.get((int) Math.ceil(quantile * sorted.size()) - 1) / 1_000_000;
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
