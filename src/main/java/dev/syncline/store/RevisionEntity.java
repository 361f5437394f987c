package dev.syncline.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** The row of a version that was replaced, as readers see it. */
@Entity
@Immutable
@Table(name = "revision")
@IdClass(RevisionEntity.Key.class)
public class RevisionEntity extends VersionColumns {

    /** The primary key. */
    public record Key(UUID recordId, long version) {}

    @Id
    public long version;

    RecordVersion toVersion() {
        return toVersion(version);
    }
}
