package dev.syncline.store;

import dev.syncline.change.RecordKey;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads records and their versions. The table of revisions holds what was replaced, the record's row what is present;
 * the record is read first, so a version replaced meanwhile is seen once, as it was.
 */
@ApplicationScoped
@Transactional
public class RecordQueries {

    private static final String VERSIONS_BELOW = "recordId = ?1 and version < ?2";

    private static final String VERSIONS_FROM = VERSIONS_BELOW + " and version >= ?3";

    // The length of a text is known without reading it.
    private static final String SIZES_BELOW =
            "select version, octet_length(data) from RevisionEntity where " + VERSIONS_BELOW + " order by version desc";

    /** A version and the bytes of its content. */
    private record Size(long version, long bytes) {}

    public Optional<RecordVersion> find(RecordKey key) {
        return RecordEntity.<RecordEntity>findByIdOptional(key.id()).map(RecordEntity::toVersion);
    }

    /**
     * Versions below the given one, newest first; empty where there is no record.
     *
     * @param limit so many at most
     * @param maxBytes so much content at most, but for a single one that is larger
     */
    public Optional<RevisionPage> revisions(RecordKey key, long before, int limit, long maxBytes) {
        return RecordEntity.<RecordEntity>findByIdOptional(key.id()).map(present -> {
            List<Size> sizes = new ArrayList<>();
            if (present.version < before) {
                sizes.add(new Size(present.version, present.data.getBytes(StandardCharsets.UTF_8).length));
            }
            long replacedBelow = Math.min(before, present.version);
            sizes.addAll(sizes(key, replacedBelow, limit + 1 - sizes.size()));
            int length = Math.min(
                    limit, AnswerSize.fitting(sizes.stream().map(Size::bytes).toList(), maxBytes));
            List<RecordVersion> versions = new ArrayList<>();
            if (present.version < before) {
                versions.add(present.toVersion());
            }
            if (length > versions.size()) {
                versions.addAll(
                        replaced(key, replacedBelow, sizes.get(length - 1).version()));
            }
            return new RevisionPage(versions, length < sizes.size());
        });
    }

    public Optional<RecordVersion> revision(RecordKey key, long version) {
        return find(key)
                .flatMap(present -> present.version() == version
                        ? Optional.of(present)
                        : RevisionEntity.<RevisionEntity>findByIdOptional(new RevisionEntity.Key(key.id(), version))
                                .map(RevisionEntity::toVersion));
    }

    private static List<Size> sizes(RecordKey key, long below, int limit) {
        return RevisionEntity.getEntityManager()
                .createQuery(SIZES_BELOW, Size.class)
                .setParameter(1, key.id())
                .setParameter(2, below)
                .setMaxResults(limit)
                .getResultList();
    }

    private static List<RecordVersion> replaced(RecordKey key, long below, long from) {
        return RevisionEntity.<RevisionEntity>find(VERSIONS_FROM, Sort.descending("version"), key.id(), below, from)
                .stream()
                .map(RevisionEntity::toVersion)
                .toList();
    }
}
