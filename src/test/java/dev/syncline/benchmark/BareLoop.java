package dev.syncline.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What one would write by hand for this and nothing more: consume, lock the partitions' rows, look the ids up in a
 * ledger, read the records for update, write records, revisions and ledger, each table in one statement; blind to
 * conflicts. One thread of it; the same with batches of one record is the consumer that most people write.
 */
final class BareLoop implements AutoCloseable {

    /** The tables of one such loop, in a schema of its own. */
    static String[] tables(String schema) {
        return new String[] {
            "drop schema if exists " + schema + " cascade",
            "create schema " + schema,
            "set search_path to " + schema,
            "create table bare_record (id text collate \"C\" primary key, version bigint not null, data jsonb not null,"
                    + " client text not null, written_at timestamptz not null)",
            "create table bare_revision (id text collate \"C\" not null, version bigint not null, data jsonb not null,"
                    + " client text not null, written_at timestamptz not null, primary key (id, version))",
            "create table bare_ledger (change_id uuid primary key, id text not null, version bigint not null,"
                    + " client text not null, at timestamptz not null)",
            "create table bare_offset (partition int primary key, next bigint not null)",
            "insert into bare_offset select p, 0 from generate_series(0, " + (Sizes.PARTITIONS - 1) + ") p"
        };
    }

    private static final String LOCK =
            "select partition, next from bare_offset where partition = any(?) order by partition for update";
    private static final String KNOWN = "select change_id from bare_ledger where change_id = any(?)";
    private static final String READ = "select id, version, data::text, client, written_at from bare_record"
            + " where id = any(?) order by id for update";
    private static final String RECORDS = "insert into bare_record"
            + " select * from unnest(?::text[], ?::int8[], ?::jsonb[], ?::text[], ?::timestamptz[])"
            + " on conflict (id) do update set version = excluded.version, data = excluded.data,"
            + " client = excluded.client, written_at = excluded.written_at";
    private static final String REVISIONS = "insert into bare_revision"
            + " select * from unnest(?::text[], ?::int8[], ?::jsonb[], ?::text[], ?::timestamptz[])";
    private static final String LEDGER = "insert into bare_ledger"
            + " select * from unnest(?::uuid[], ?::text[], ?::int8[], ?::text[], ?::timestamptz[])";
    private static final String ADVANCE = "update bare_offset set next = n.next"
            + " from unnest(?::int4[], ?::int8[]) as n(partition, next) where bare_offset.partition = n.partition";

    private record Row(String id, long version, String data, String client, java.sql.Timestamp at) {}

    private record Entry(UUID change, String id, long version, String client, java.sql.Timestamp at) {}

    private final ObjectMapper json = new ObjectMapper();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Connection connection;
    private final PreparedStatement lock;
    private final PreparedStatement known;
    private final PreparedStatement read;
    private final PreparedStatement records;
    private final PreparedStatement revisions;
    private final PreparedStatement ledger;
    private final PreparedStatement advance;

    BareLoop(Site site, String schema, int batch, List<Integer> partitions) throws SQLException {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        site.kafka(),
                        "group.id",
                        "bare-loop",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "max.poll.records",
                        batch),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.partitions = partitions.stream()
                .map(partition -> new TopicPartition(Site.OUTBOX, partition))
                .toList();
        consumer.assign(this.partitions);
        connection = site.connectToApply();
        connection.setSchema(schema);
        connection.setAutoCommit(false);
        lock = connection.prepareStatement(LOCK);
        known = connection.prepareStatement(KNOWN);
        read = connection.prepareStatement(READ);
        records = connection.prepareStatement(RECORDS);
        revisions = connection.prepareStatement(REVISIONS);
        ledger = connection.prepareStatement(LEDGER);
        advance = connection.prepareStatement(ADVANCE);
    }

    /** From these offsets on, as if all before them had been done. */
    void standAt(Map<TopicPartition, Long> offsets) throws SQLException {
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, offsets.get(partition));
            advance.setArray(1, connection.createArrayOf("int4", new Object[] {partition.partition()}));
            advance.setArray(2, connection.createArrayOf("int8", new Object[] {offsets.get(partition)}));
            advance.executeUpdate();
        }
        connection.commit();
    }

    /** Works until it is through with these offsets, or has done so many messages; returns how many. */
    long run(Map<TopicPartition, Long> ends, long atMost) throws SQLException, IOException {
        long done = 0;
        while (done < atMost && !through(ends)) {
            ConsumerRecords<byte[], byte[]> batch = consumer.poll(Duration.ofMillis(100));
            if (!batch.isEmpty()) {
                apply(batch);
                done += batch.count();
            }
        }
        return done;
    }

    private boolean through(Map<TopicPartition, Long> ends) {
        return partitions.stream().allMatch(partition -> consumer.position(partition) >= ends.get(partition));
    }

    private void apply(ConsumerRecords<byte[], byte[]> batch) throws SQLException, IOException {
        Map<Integer, Long> next = lock(batch);
        List<JsonNode> messages = new ArrayList<>(batch.count());
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        Map<Integer, Long> advanced = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> message : batch) {
            if (message.offset() >= next.get(message.partition())) {
                messages.add(json.readTree(message.value()));
            }
            offsets.put(
                    new TopicPartition(message.topic(), message.partition()),
                    new OffsetAndMetadata(message.offset() + 1));
            advanced.put(message.partition(), message.offset() + 1);
        }
        Set<UUID> before = known(messages);
        Map<String, Row> stored = read(messages);
        Map<String, Row> written = new TreeMap<>();
        List<Row> replaced = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        java.sql.Timestamp now = new java.sql.Timestamp(System.currentTimeMillis());
        for (JsonNode message : messages) {
            JsonNode change = message.get("change");
            UUID id = UUID.fromString(change.get("id").textValue());
            if (!before.add(id)) {
                continue;
            }
            String client = message.get("clientId").textValue();
            JsonNode content = change.has("data") ? change.get("data") : change.get("patch");
            Row row = stored.get(key(message));
            Row after = new Row(key(message), row == null ? 1 : row.version() + 1, content.toString(), client, now);
            if (row != null) {
                replaced.add(row);
            }
            stored.put(after.id(), after);
            written.put(after.id(), after);
            entries.add(new Entry(id, after.id(), after.version(), client, now));
        }
        write(records, List.copyOf(written.values()));
        write(revisions, replaced);
        writeLedger(entries);
        advance.setArray(1, connection.createArrayOf("int4", advanced.keySet().toArray()));
        advance.setArray(2, connection.createArrayOf("int8", advanced.values().toArray()));
        advance.executeUpdate();
        connection.commit();
        consumer.commitSync(offsets);
    }

    private static String key(JsonNode message) {
        JsonNode change = message.get("change");
        return message.get("tenant").textValue() + "/" + change.get("entity").textValue() + "/"
                + change.get("entityId").textValue();
    }

    private Map<Integer, Long> lock(ConsumerRecords<byte[], byte[]> batch) throws SQLException {
        Object[] wanted =
                batch.partitions().stream().map(TopicPartition::partition).toArray();
        lock.setArray(1, connection.createArrayOf("int4", wanted));
        Map<Integer, Long> next = new HashMap<>();
        try (ResultSet rows = lock.executeQuery()) {
            while (rows.next()) {
                next.put(rows.getInt(1), rows.getLong(2));
            }
        }
        return next;
    }

    private Set<UUID> known(List<JsonNode> messages) throws SQLException {
        known.setArray(
                1,
                connection.createArrayOf(
                        "uuid",
                        messages.stream()
                                .map(message -> message.get("change").get("id").textValue())
                                .toArray()));
        Set<UUID> found = new HashSet<>();
        try (ResultSet rows = known.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getObject(1, UUID.class));
            }
        }
        return found;
    }

    private Map<String, Row> read(List<JsonNode> messages) throws SQLException {
        Object[] keys = messages.stream().map(BareLoop::key).distinct().toArray();
        Arrays.sort(keys);
        read.setArray(1, connection.createArrayOf("text", keys));
        Map<String, Row> found = new HashMap<>();
        try (ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                Row row = new Row(
                        rows.getString(1), rows.getLong(2), rows.getString(3), rows.getString(4), rows.getTimestamp(5));
                found.put(row.id(), row);
            }
        }
        return found;
    }

    private void write(PreparedStatement statement, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        statement.setArray(
                1, connection.createArrayOf("text", rows.stream().map(Row::id).toArray()));
        statement.setArray(
                2,
                connection.createArrayOf("int8", rows.stream().map(Row::version).toArray()));
        statement.setArray(
                3,
                connection.createArrayOf("jsonb", rows.stream().map(Row::data).toArray()));
        statement.setArray(
                4,
                connection.createArrayOf("text", rows.stream().map(Row::client).toArray()));
        statement.setArray(
                5,
                connection.createArrayOf(
                        "timestamptz", rows.stream().map(Row::at).toArray()));
        statement.executeUpdate();
    }

    private void writeLedger(List<Entry> entries) throws SQLException {
        ledger.setArray(
                1,
                connection.createArrayOf(
                        "uuid", entries.stream().map(Entry::change).toArray()));
        ledger.setArray(
                2,
                connection.createArrayOf("text", entries.stream().map(Entry::id).toArray()));
        ledger.setArray(
                3,
                connection.createArrayOf(
                        "int8", entries.stream().map(Entry::version).toArray()));
        ledger.setArray(
                4,
                connection.createArrayOf(
                        "text", entries.stream().map(Entry::client).toArray()));
        ledger.setArray(
                5,
                connection.createArrayOf(
                        "timestamptz", entries.stream().map(Entry::at).toArray()));
        ledger.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        consumer.close();
        connection.close();
    }
}
