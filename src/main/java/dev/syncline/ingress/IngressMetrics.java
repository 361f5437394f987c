package dev.syncline.ingress;

import dev.syncline.change.ChangeType;
import dev.syncline.change.ErrorCode;
import dev.syncline.entities.EntityCatalog;
import dev.syncline.metrics.Meter;
import dev.syncline.metrics.Meters;
import dev.syncline.outbox.OutboxRecord;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;

/** Counts the changes that were taken and those that were refused, when it is so for good. */
@ApplicationScoped
class IngressMetrics {

    @Inject
    Meters meters;

    @Inject
    EntityCatalog entities;

    void atStart(@Observes StartupEvent start) {
        for (String entity : entities.entities()) {
            for (ChangeType type : ChangeType.values()) {
                meters.begin(Meter.CHANGES_RECEIVED, entity, type.name());
            }
        }
        ErrorCode.all(ErrorCode.Of.REFUSAL).forEach(code -> meters.begin(Meter.CHANGES_REJECTED, code.code()));
    }

    /** Counts them once it is run; keeps nothing of their content until then. */
    Runnable received(List<OutboxRecord> records) {
        List<Received> received = records.stream()
                .map(record -> new Received(
                        record.change().entity(), record.change().type().name()))
                .toList();
        return () -> received.forEach(each -> meters.received(each.entity(), each.type()));
    }

    private record Received(String entity, String type) {}

    void rejected(List<PushItem.Refused> refused) {
        refused.forEach(item -> meters.rejected(item.code().code()));
    }
}
