package dev.syncline.store;

import dev.syncline.change.RecordKey;
import dev.syncline.change.UuidV7;
import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Timeouts;

/** Reads dead letters, and keeps what was done with them by hand. */
@ApplicationScoped
@Transactional
public class DeadLetterQueries {

    private static final String LOCK_TIMEOUT = "jakarta.persistence.lock.timeout";

    private static final String PARKED_BEHIND = "with recursive behind as ("
            + " select change_id from parked where record_id = ?1 and after_id = ?2"
            + " union select parked.change_id from parked join behind on parked.after_id = behind.change_id"
            + " where record_id = ?1)"
            + " select count(*) from behind";

    // Spelt out, so that every plan can use the index of these alone.
    private static final String PENDING = "select count(*) from dead_letter where state = 'PENDING'";

    private static final String AUDIT_OF = "tenant = ?1 and deadLetterId = ?2";

    private static final String TAKE_BACK =
            "state = ?1, updatedAt = ?2, untaken = untaken + 1 where tenant = ?3 and id = ?4 and attempt = ?5 and state = ?6";

    /** From the newest, or after the given place. */
    public List<DeadLetterSummary> list(DeadLetterFilter filter, ListPlace after, int limit) {
        Condition condition = Condition.of(filter).beyond("<", after);
        return DeadLetterEntity.find(condition.text(), Sort.descending("failedAt", "id"), condition.values())
                .project(DeadLetterSummary.class)
                .page(0, limit)
                .list();
    }

    public long count(DeadLetterFilter filter) {
        Condition condition = Condition.of(filter);
        return DeadLetterEntity.count(condition.text(), condition.values());
    }

    /** How many wait for somebody, over all tenants. */
    public long pending() {
        return ((Number) DeadLetterEntity.getEntityManager()
                        .createNativeQuery(PENDING)
                        .getSingleResult())
                .longValue();
    }

    public Optional<DeadLetterMessage> find(String tenant, UUID id) {
        return DeadLetterEntity.<DeadLetterEntity>findByIdOptional(new DeadLetterEntity.Key(tenant, id))
                .map(DeadLetterEntity::toMessage);
    }

    /** How many changes wait for this one, directly or for one that waits itself. */
    public long parkedBehind(DeadLetterSummary letter) {
        if (letter.changeId() == null) {
            return 0;
        }
        RecordKey record = new RecordKey(letter.tenant(), letter.entity(), letter.entityId());
        return ((Number) DeadLetterEntity.getEntityManager()
                        .createNativeQuery(PARKED_BEHIND)
                        .setParameter(1, record.id())
                        .setParameter(2, letter.changeId())
                        .getSingleResult())
                .longValue();
    }

    /** In the order in which it was done. */
    public List<DeadLetterAudit> audit(String tenant, UUID id) {
        return DeadLetterAuditEntity.<DeadLetterAuditEntity>find(AUDIT_OF, Sort.ascending("at", "id"), tenant, id)
                .stream()
                .map(DeadLetterAuditEntity::toAudit)
                .toList();
    }

    /** For the rest of the caller's transaction nobody else changes it. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<DeadLetterMessage> lock(String tenant, UUID id) {
        return DeadLetterEntity.<DeadLetterEntity>findByIdOptional(
                        new DeadLetterEntity.Key(tenant, id), LockModeType.PESSIMISTIC_WRITE)
                .map(DeadLetterEntity::toMessage);
    }

    /** From the oldest, or after the given place; those that somebody else holds are left out. */
    @Transactional(Transactional.TxType.MANDATORY)
    public List<DeadLetterMessage> lock(DeadLetterFilter filter, ListPlace after, int limit) {
        Condition condition = Condition.of(filter).beyond(">", after);
        return DeadLetterEntity.<DeadLetterEntity>find(
                        condition.text(), Sort.ascending("failedAt", "id"), condition.values())
                .page(0, limit)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .withHint(LOCK_TIMEOUT, Timeouts.SKIP_LOCKED_MILLI)
                .stream()
                .map(DeadLetterEntity::toMessage)
                .toList();
    }

    /** Keeps that a locked dead letter is on its way, with the message that goes. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void send(DeadLetterMessage sent, DeadLetterAudit audit) {
        DeadLetterEntity letter = DeadLetterEntity.findById(
                new DeadLetterEntity.Key(sent.summary().tenant(), sent.summary().id()));
        letter.state = DeadLetterRow.State.SENT;
        letter.attempt = audit.attempt();
        letter.payload = sent.payload();
        letter.schemaVersion = sent.schemaVersion();
        letter.updatedAt = audit.at();
        DeadLetterAuditEntity.of(letter, UuidV7.next(), audit).persist();
    }

    /** Makes a dead letter wait again whose attempt could not be sent, where it was not processed all the same. */
    public void takeBack(String tenant, UUID id, int attempt, Instant at) {
        DeadLetterEntity.update(
                TAKE_BACK, DeadLetterRow.State.PENDING, at, tenant, id, attempt, DeadLetterRow.State.SENT);
    }

    /** A filter as the text of a query and its values. */
    private record Condition(StringBuilder where, Parameters values) {

        static Condition of(DeadLetterFilter filter) {
            return new Condition(new StringBuilder("tenant = :tenant"), Parameters.with("tenant", filter.tenant()))
                    .and("cause = :cause", "cause", filter.cause())
                    .and("entity = :entity", "entity", filter.entity())
                    .and("state = :state", "state", filter.state())
                    .and("failedAt >= :from", "from", filter.from())
                    .and("failedAt < :to", "to", filter.to());
        }

        Condition beyond(String comparison, ListPlace place) {
            return place == null
                    ? this
                    : and("(failedAt, id) " + comparison + " (:failedAt, :id)", "failedAt", place.at())
                            .with("id", place.id());
        }

        private Condition and(String condition, String name, Object value) {
            if (value == null) {
                return this;
            }
            where.append(" and ").append(condition);
            return with(name, value);
        }

        private Condition with(String name, Object value) {
            values.and(name, value);
            return this;
        }

        String text() {
            return where.toString();
        }
    }
}
