package dev.syncline.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;

/** Takes spans by OTLP over HTTP, as a collector does, and keeps of them what tests ask for. */
public class TraceCollector implements QuarkusTestResourceLifecycleManager {

    /**
     * @param parent empty where it has none
     * @param begin in nanoseconds since 1970, as is its end
     */
    record Span(String trace, String id, String parent, String name, long begin, long end) {}

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
        return Map.of(
                // OpenTelemetry's own names, as operators set them for everything.
                "otel.exporter.otlp.endpoint",
                "http://localhost:" + server.getAddress().getPort(),
                "otel.exporter.otlp.protocol",
                "http/protobuf",
                "quarkus.otel.bsp.schedule.delay",
                "100ms");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, field -> field.getType().equals(TraceCollector.class));
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    List<Span> all() {
        return spans;
    }

    List<Span> of(String trace) {
        return spans.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream body = exchange.getRequestBody();
                InputStream content = gzip ? new GZIPInputStream(body) : body) {
            // ExportTraceServiceRequest, ResourceSpans, ScopeSpans, Span.
            fields(ByteBuffer.wrap(content.readAllBytes()), (number, ofResource) -> {
                fields((ByteBuffer) ofResource, (ofScope, scope) -> {
                    if (ofScope == 2) {
                        fields((ByteBuffer) scope, (ofSpan, span) -> {
                            if (ofSpan == 2) {
                                spans.add(span((ByteBuffer) span));
                            }
                        });
                    }
                });
            });
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Span span(ByteBuffer message) {
        String[] texts = {"", "", "", ""};
        long[] times = new long[2];
        fields(message, (number, value) -> {
            switch (number) {
                case 1 -> texts[0] = hex((ByteBuffer) value);
                case 2 -> texts[1] = hex((ByteBuffer) value);
                case 4 -> texts[2] = hex((ByteBuffer) value);
                case 5 ->
                    texts[3] = StandardCharsets.UTF_8.decode((ByteBuffer) value).toString();
                case 7 -> times[0] = (Long) value;
                case 8 -> times[1] = (Long) value;
                default -> {}
            }
        });
        return new Span(texts[0], texts[1], texts[2], texts[3], times[0], times[1]);
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }

    /** A message's fields by their numbers: numbers as Long, all else as its bytes. */
    private static void fields(ByteBuffer message, BiConsumer<Integer, Object> field) {
        message.order(ByteOrder.LITTLE_ENDIAN);
        while (message.hasRemaining()) {
            long tag = varint(message);
            Object value =
                    switch ((int) (tag & 7)) {
                        case 0 -> varint(message);
                        case 1 -> message.getLong();
                        case 2 -> bytes(message, (int) varint(message));
                        case 5 -> (long) message.getInt();
                        default -> throw new IllegalStateException("no protobuf: " + tag);
                    };
            field.accept((int) (tag >>> 3), value);
        }
    }

    private static ByteBuffer bytes(ByteBuffer message, int length) {
        ByteBuffer part = message.slice(message.position(), length);
        message.position(message.position() + length);
        return part;
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = message.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
