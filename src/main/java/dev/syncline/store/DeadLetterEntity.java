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
import org.hibernate.annotations.DynamicUpdate;

/** The row of a message set aside; the engine writes it, what is done with it by hand changes it here. */
@Entity
@DynamicUpdate
@Table(name = "dead_letter")
@IdClass(DeadLetterEntity.Key.class)
public class DeadLetterEntity extends PanacheEntityBase {

    /** The primary key. */
    public record Key(String tenant, UUID id) {}

    @Id
    public String tenant;

    @Id
    public UUID id;

    @Column(name = "change_id")
    public UUID changeId;

    public String entity;

    @Column(name = "entity_id")
    public String entityId;

    public String subject;

    @Column(name = "client_id")
    public String clientId;

    public String cause;

    public String detail;

    public String exception;

    @Column(name = "topic")
    public String messageTopic;

    @Column(name = "partition")
    public int messagePartition;

    @Column(name = "\"offset\"")
    public long messageOffset;

    @Column(name = "key")
    public byte[] messageKey;

    public byte[] payload;

    @Column(name = "schema_version")
    public String schemaVersion;

    @Enumerated(EnumType.STRING)
    public DeadLetterRow.State state;

    public int attempt;

    public int untaken;

    @Column(name = "received_at")
    public Instant receivedAt;

    @Column(name = "failed_at")
    public Instant failedAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    DeadLetterMessage toMessage() {
        return new DeadLetterMessage(toSummary(), messageKey, payload, schemaVersion);
    }

    private DeadLetterSummary toSummary() {
        return new DeadLetterSummary(
                tenant,
                id,
                changeId,
                entity,
                entityId,
                subject,
                clientId,
                cause,
                detail,
                exception,
                messageTopic,
                messagePartition,
                messageOffset,
                state,
                attempt,
                untaken,
                receivedAt,
                failedAt,
                updatedAt);
    }
}
