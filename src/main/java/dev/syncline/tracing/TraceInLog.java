package dev.syncline.tracing;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.MDC;

/** What is logged until it is closed belongs to a change's trace, and says so. */
public final class TraceInLog implements AutoCloseable {

    private static final String NAME = "traceId";

    // 00-<32 hexadecimal digits>-...
    private static final int FROM = 3;
    private static final int TO = 35;

    private final Object before;

    private TraceInLog(String id) {
        before = MDC.put(NAME, id);
    }

    /** @param trace the change's trace header, or null; then there is nothing to be closed, and null is returned */
    public static TraceInLog of(Header trace) {
        if (trace == null || trace.value() == null || trace.value().length < TO) {
            return null;
        }
        return new TraceInLog(new String(trace.value(), FROM, TO - FROM, StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        if (before == null) {
            MDC.remove(NAME);
        } else {
            MDC.put(NAME, before);
        }
    }
}
