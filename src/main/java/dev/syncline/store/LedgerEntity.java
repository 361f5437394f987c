package dev.syncline.store;

import dev.syncline.change.Outcome;
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

/** An outcome's row without its contents, for counting and grouping; whole entries come by {@link LedgerQueries}. */
@Entity
@Immutable
@Table(name = "ledger")
@IdClass(LedgerEntity.Key.class)
public class LedgerEntity extends PanacheEntityBase {

    /** The primary key. */
    public record Key(String tenant, UUID changeId, short claim) {}

    @Id
    public String tenant;

    @Id
    @Column(name = "change_id")
    public UUID changeId;

    @Id
    public short claim;

    public String subject;

    @Column(name = "client_id")
    public String clientId;

    public String entity;

    @Column(name = "entity_id")
    public String entityId;

    @Enumerated(EnumType.STRING)
    public Outcome outcome;

    public long version;

    public String code;

    @Column(name = "received_at")
    public Instant receivedAt;

    @Column(name = "resolved_at")
    public Instant resolvedAt;

    @Column(name = "conflict_id")
    public UUID conflictId;
}
