package dev.syncline.outbox;

import dev.syncline.kafka.HeaderText;
import dev.syncline.tracing.Traces;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What acks carry back of their change's message.
 *
 * @param instance the header that names the ingress which took the change, or null
 * @param trace the header of the push's trace, or null
 */
public record Carried(Header instance, Header trace) {

    public static Carried of(Headers headers) {
        return new Carried(
                HeaderText.last(headers, OutboxCodec.INSTANCE_HEADER), HeaderText.last(headers, Traces.HEADER));
    }

    public void addTo(Headers headers) {
        if (instance != null) {
            headers.add(instance);
        }
        if (trace != null) {
            headers.add(trace);
        }
    }
}
