package dev.syncline.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A record's row, as readers see it; the engine writes it by set-based SQL. */
@Entity
@Immutable
@Table(name = "record")
public class RecordEntity extends VersionColumns {

    public long version;

    RecordVersion toVersion() {
        return toVersion(version);
    }
}
