package dev.syncline.store;

import dev.syncline.change.RecordKey;
import dev.syncline.resolve.State;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A record's row, as readers see it; the engine writes it by set-based SQL. */
@Entity
@Immutable
@Table(name = "record")
@IdClass(RecordKey.class)
public class RecordEntity extends PanacheEntityBase {

    @Id
    public String tenant;

    @Id
    public String entity;

    @Id
    @Column(name = "entity_id")
    public String entityId;

    public long version;

    public boolean deleted;

    public String data;

    public String subject;

    @Column(name = "client_id")
    public String clientId;

    @Column(name = "change_id")
    public UUID changeId;

    @Column(name = "written_at")
    public Instant writtenAt;

    RecordVersion toVersion() {
        return new RecordVersion(
                new RecordKey(tenant, entity, entityId),
                version,
                new State(Rows.object(data), deleted),
                new Writer(subject, clientId, changeId, writtenAt));
    }
}
