package dev.syncline.store;

import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads conflicts, and keeps who last restored one. */
@ApplicationScoped
@Transactional
public class ConflictQueries {

    private static final String RESTORED =
            "update conflict set restored_at = ?1, restored_by = ?2, restore_change = ?3 where tenant = ?4 and id = ?5";

    /** Conflicts after the given place, or from the newest where it is null. */
    public List<ConflictSummary> list(ConflictFilter filter, ListPlace after, int limit) {
        StringBuilder where = new StringBuilder("tenant = :tenant");
        Parameters values = Parameters.with("tenant", filter.tenant());
        and(where, values, "entity", filter.entity());
        and(where, values, "entityId", filter.entityId());
        and(where, values, "clientId", filter.clientId());
        and(where, values, "resolution", filter.resolution());
        if (after != null) {
            where.append(" and (createdAt, id) < (:createdAt, :id)");
            values.and("createdAt", after.at()).and("id", after.id());
        }
        return ConflictEntity.find(where.toString(), Sort.descending("createdAt", "id"), values)
                .project(ConflictSummary.class)
                .page(0, limit)
                .list();
    }

    private static void and(StringBuilder where, Parameters values, String field, Object value) {
        if (value != null) {
            where.append(" and ").append(field).append(" = :").append(field);
            values.and(field, value);
        }
    }

    public Optional<ConflictDetail> find(String tenant, UUID id) {
        return ConflictEntity.<ConflictEntity>findByIdOptional(new ConflictEntity.Key(tenant, id))
                .map(ConflictEntity::toDetail);
    }

    /** Keeps a restore of a conflict; the last one wins. */
    public void restored(String tenant, UUID id, String by, UUID change, Instant at) {
        ConflictEntity.getEntityManager()
                .createNativeQuery(RESTORED)
                .setParameter(1, at)
                .setParameter(2, by)
                .setParameter(3, change)
                .setParameter(4, tenant)
                .setParameter(5, id)
                .executeUpdate();
    }
}
