package dev.syncline.store;

import dev.syncline.change.RecordKey;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads records and their versions. The table of revisions holds what was replaced, the record's row what is present;
 * the record is read first, so a version replaced meanwhile is seen once, as it was.
 */
@ApplicationScoped
@Transactional
public class RecordQueries {

    private static final String VERSIONS_BELOW = "tenant = ?1 and entity = ?2 and entityId = ?3 and version < ?4";

    public Optional<RecordVersion> find(RecordKey key) {
        return RecordEntity.<RecordEntity>findByIdOptional(key).map(RecordEntity::toVersion);
    }

    /** Versions below the given one, newest first; empty where there is no record. */
    public Optional<List<RecordVersion>> revisions(RecordKey key, long before, int limit) {
        return find(key)
                .map(present -> present.version() < before
                        ? Stream.concat(Stream.of(present), replaced(key, present.version(), limit - 1))
                                .toList()
                        : replaced(key, before, limit).toList());
    }

    public Optional<RecordVersion> revision(RecordKey key, long version) {
        return find(key)
                .flatMap(present -> present.version() == version
                        ? Optional.of(present)
                        : RevisionEntity.<RevisionEntity>findByIdOptional(
                                        new RevisionEntity.Key(key.tenant(), key.entity(), key.entityId(), version))
                                .map(RevisionEntity::toVersion));
    }

    private static Stream<RecordVersion> replaced(RecordKey key, long before, int limit) {
        if (limit == 0) {
            return Stream.of();
        }
        return RevisionEntity.<RevisionEntity>find(
                        VERSIONS_BELOW, Sort.descending("version"), key.tenant(), key.entity(), key.entityId(), before)
                .page(0, limit)
                .stream()
                .map(RevisionEntity::toVersion);
    }
}
