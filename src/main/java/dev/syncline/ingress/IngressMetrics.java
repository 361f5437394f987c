package dev.syncline.ingress;

import dev.syncline.metrics.Meters;
import dev.syncline.outbox.OutboxRecord;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Counts the changes that were taken and those that were refused, when it is so for good. */
@ApplicationScoped
class IngressMetrics {

    @Inject
    Meters meters;

    void received(List<OutboxRecord> records) {
        records.forEach(record ->
                meters.received(record.change().entity(), record.change().type().name()));
    }

    void rejected(List<PushItem.Refused> refused) {
        refused.forEach(item -> meters.rejected(item.code().code()));
    }
}
