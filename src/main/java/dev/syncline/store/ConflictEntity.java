package dev.syncline.store;

import dev.syncline.change.ChangeType;
import dev.syncline.change.Outcome;
import dev.syncline.resolve.Decision;
import dev.syncline.resolve.State;
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

/** The row of a change that was not a fast-forward, as readers see it. */
@Entity
@Immutable
@Table(name = "conflict")
@IdClass(ConflictEntity.Key.class)
public class ConflictEntity extends PanacheEntityBase {

    /** The primary key. */
    public record Key(String tenant, UUID id) {}

    @Id
    public String tenant;

    @Id
    public UUID id;

    public String entity;

    @Column(name = "entity_id")
    public String entityId;

    @Column(name = "change_id")
    public UUID changeId;

    @Enumerated(EnumType.STRING)
    @Column(name = "change_type")
    public ChangeType changeType;

    public String subject;

    @Column(name = "client_id")
    public String clientId;

    public String strategy;

    @Enumerated(EnumType.STRING)
    public Outcome outcome;

    @Enumerated(EnumType.STRING)
    public Decision.Settled resolution;

    public String base;

    @Column(name = "base_deleted")
    public Boolean baseDeleted;

    public String mine;

    @Column(name = "mine_deleted")
    public Boolean mineDeleted;

    public String patch;

    public String theirs;

    @Column(name = "theirs_deleted")
    public boolean theirsDeleted;

    @Column(name = "theirs_version")
    public long theirsVersion;

    public String result;

    @Column(name = "result_deleted")
    public boolean resultDeleted;

    @Column(name = "result_version")
    public long resultVersion;

    public String lost;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "restored_at")
    public Instant restoredAt;

    @Column(name = "restored_by")
    public String restoredBy;

    @Column(name = "restore_change")
    public UUID restoreChange;

    ConflictDetail toDetail() {
        return new ConflictDetail(
                toSummary(),
                state(base, baseDeleted),
                state(mine, mineDeleted),
                Rows.object(patch),
                state(theirs, theirsDeleted),
                state(result, resultDeleted),
                LostValues.read(lost));
    }

    private ConflictSummary toSummary() {
        return new ConflictSummary(
                id,
                tenant,
                entity,
                entityId,
                changeId,
                changeType,
                subject,
                clientId,
                strategy,
                outcome,
                resolution,
                theirsVersion,
                resultVersion,
                createdAt,
                restoredAt,
                restoredBy,
                restoreChange);
    }

    private static State state(String data, Boolean deleted) {
        return data == null ? null : new State(Rows.object(data), deleted);
    }
}
