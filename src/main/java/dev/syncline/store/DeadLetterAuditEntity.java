package dev.syncline.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** The row of what somebody did with a dead letter. */
@Entity
@Immutable
@Table(name = "dead_letter_audit")
@IdClass(DeadLetterAuditEntity.Key.class)
public class DeadLetterAuditEntity extends PanacheEntityBase {

    /** The primary key. */
    public record Key(String tenant, UUID id) {}

    @Id
    public String tenant;

    @Id
    public UUID id;

    @Column(name = "dead_letter_id")
    public UUID deadLetterId;

    @Enumerated(EnumType.STRING)
    public DeadLetterAction action;

    public String subject;

    public int attempt;

    public String before;

    public String after;

    public Instant at;

    static DeadLetterAuditEntity of(DeadLetterEntity letter, UUID id, DeadLetterAudit audit) {
        DeadLetterAuditEntity row = new DeadLetterAuditEntity();
        row.tenant = letter.tenant;
        row.id = id;
        row.deadLetterId = letter.id;
        row.action = audit.action();
        row.subject = audit.subject();
        row.attempt = audit.attempt();
        row.before = audit.before();
        row.after = audit.after();
        row.at = audit.at();
        return row;
    }

    DeadLetterAudit toAudit() {
        return new DeadLetterAudit(action, subject, attempt, before, after, at);
    }
}
