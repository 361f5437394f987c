package dev.syncline.store;

import dev.syncline.change.RecordKey;
import jakarta.persistence.Entity;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A record's row, as readers see it; the engine writes it by set-based SQL. */
@Entity
@Immutable
@Table(name = "record")
@IdClass(RecordKey.class)
public class RecordEntity extends VersionColumns {

    public long version;

    RecordVersion toVersion() {
        return toVersion(version);
    }
}
