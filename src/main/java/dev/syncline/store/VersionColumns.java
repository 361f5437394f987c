package dev.syncline.store;

import dev.syncline.change.RecordKey;
import dev.syncline.resolve.State;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.UUID;

/** The columns of a version of a record, present or replaced. */
@MappedSuperclass
public abstract class VersionColumns extends PanacheEntityBase {

    @Id
    @Column(name = "record_id")
    public UUID recordId;

    public String tenant;

    public String entity;

    @Column(name = "entity_id")
    public String entityId;

    public boolean deleted;

    public String data;

    public String subject;

    @Column(name = "client_id")
    public String clientId;

    @Column(name = "change_id")
    public UUID changeId;

    @Column(name = "written_at")
    public Instant writtenAt;

    RecordVersion toVersion(long version) {
        return new RecordVersion(
                new RecordKey(tenant, entity, entityId),
                version,
                new State(Rows.object(data), deleted),
                new Writer(subject, clientId, changeId, writtenAt));
    }
}
