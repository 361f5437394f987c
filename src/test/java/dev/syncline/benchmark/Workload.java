package dev.syncline.benchmark;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.Origin;
import dev.syncline.outbox.OutboxRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes changes of about 150 bytes of content, and knows the version that each record has once they are applied, so that
 * a change is a fast-forward unless it is meant to conflict.
 */
final class Workload {

    static final String TENANT = "bench";
    static final String ENTITY = "message";

    private static final int CLIENTS = 100;
    private static final int TEXT = 84;
    private static final double ZIPF_EXPONENT = 0.99;

    private final SplittableRandom random = new SplittableRandom(7);
    private final long[] versions;
    private final long[] notes;
    private final double[] zipf;
    private long created;

    Workload(int keys) {
        versions = new long[keys];
        notes = new long[keys];
        zipf = cumulated(keys);
    }

    private static double[] cumulated(int keys) {
        double[] cumulated = new double[keys];
        double sum = 0;
        for (int key = 0; key < keys; key++) {
            sum += 1 / Math.pow(key + 1, ZIPF_EXPONENT);
            cumulated[key] = sum;
        }
        for (int key = 0; key < keys; key++) {
            cumulated[key] /= sum;
        }
        return cumulated;
    }

    int keys() {
        return versions.length;
    }

    /** The creation of a record that later changes are about. */
    OutboxRecord founding(int key) {
        versions[key] = 1;
        return record(new Change(
                UUID.randomUUID(), ChangeType.CREATE, ENTITY, name(key), content(key), null, 0L, clock(), null));
    }

    OutboxRecord next(Mix mix) {
        return switch (mix) {
            case CREATES ->
                record(new Change(
                        UUID.randomUUID(),
                        ChangeType.CREATE,
                        ENTITY,
                        "n-" + created++,
                        content(0),
                        null,
                        0L,
                        clock(),
                        null));
            case HOT_RECORD -> record(update(0));
            case ZIPF -> record(update(zipfKey()));
            case NO_CONFLICTS -> record(update(random.nextInt(versions.length)));
            case MERGES -> record(random.nextInt(10) == 0 ? late() : update(random.nextInt(versions.length)));
        };
    }

    /** So many changes as go into one push, each the creation of a record. */
    List<OutboxRecord> creates(int count) {
        return Stream.generate(() -> next(Mix.CREATES)).limit(count).toList();
    }

    private int zipfKey() {
        int place = Arrays.binarySearch(zipf, random.nextDouble());
        return Math.min(versions.length - 1, place < 0 ? -place - 1 : place);
    }

    private Change update(int key) {
        long base = versions[key]++;
        return new Change(
                UUID.randomUUID(), ChangeType.UPDATE, ENTITY, name(key), content(key), null, base, clock(), null);
    }

    /** Made on the version before the newest, on another field than it. */
    private Change late() {
        int key = random.nextInt(versions.length);
        while (versions[key] < 2) {
            key = random.nextInt(versions.length);
        }
        long base = versions[key]++ - 1;
        notes[key] = random.nextLong();
        Map<String, Object> patch = Map.of("note", Long.toString(notes[key], 36));
        return new Change(UUID.randomUUID(), ChangeType.UPDATE, ENTITY, name(key), null, patch, base, clock(), null);
    }

    private Map<String, Object> content(int key) {
        StringBuilder text = new StringBuilder(TEXT);
        while (text.length() < TEXT) {
            text.append(Long.toString(random.nextLong(1L << 40), 36)).append(' ');
        }
        text.setLength(TEXT);
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("text", text.toString());
        content.put("pinned", false);
        content.put("note", Long.toString(notes[key], 36));
        content.put("place", (long) key);
        return content;
    }

    private OutboxRecord record(Change change) {
        String subject = "s-" + random.nextInt(CLIENTS);
        return new OutboxRecord(
                new Origin(TENANT, subject, subject + "-phone"), change, Instant.now(), change.timestamp(), null, null);
    }

    private static String name(int key) {
        return "m-" + key;
    }

    private static long clock() {
        return System.currentTimeMillis();
    }
}
