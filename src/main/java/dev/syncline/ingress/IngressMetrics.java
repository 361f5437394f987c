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
import java.util.Map;
import java.util.stream.Collectors;

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

    /** What changes are told apart by where they are counted. */
    record Kind(String entity, ChangeType type) {

        static Map<Kind, Long> count(List<OutboxRecord> records) {
            return records.stream()
                    .map(OutboxRecord::change)
                    .collect(Collectors.groupingBy(
                            change -> new Kind(change.entity(), change.type()), Collectors.counting()));
        }
    }

    void received(Map<Kind, Long> changes) {
        changes.forEach(
                (kind, count) -> meters.received(kind.entity(), kind.type().name(), count));
    }

    void rejected(List<PushItem.Refused> refused) {
        refused.forEach(item -> meters.rejected(item.code().code()));
    }
}
