package dev.syncline.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.postgresql.core.Oid;

/**
 * A column of rows as PostgreSQL's binary formats have it.
 *
 * @param type its name in SQL
 * @param oid the number of its type
 * @param arrayOid the number of the type of its arrays
 * @param value writes that of a row
 */
record BinaryColumn<T>(String type, int oid, int arrayOid, BiConsumer<BinaryValues, T> value) {

    private static final int HEADER = 20;
    private static final int EXPECTED = 32;

    static <T> BinaryColumn<T> text(Function<T, String> column) {
        return new BinaryColumn<>("text", Oid.TEXT, Oid.TEXT_ARRAY, (values, row) -> values.text(column.apply(row)));
    }

    /** A text that is at hand in UTF-8. */
    static <T> BinaryColumn<T> utf8(Function<T, byte[]> column) {
        return new BinaryColumn<>("text", Oid.TEXT, Oid.TEXT_ARRAY, (values, row) -> values.bytes(column.apply(row)));
    }

    static <T> BinaryColumn<T> number(Function<T, Long> column) {
        return new BinaryColumn<>("int8", Oid.INT8, Oid.INT8_ARRAY, (values, row) -> values.number(column.apply(row)));
    }

    static <T> BinaryColumn<T> integer(Function<T, Integer> column) {
        return new BinaryColumn<>("int4", Oid.INT4, Oid.INT4_ARRAY, (values, row) -> values.integer(column.apply(row)));
    }

    static <T> BinaryColumn<T> bool(Function<T, Boolean> column) {
        return new BinaryColumn<>("bool", Oid.BOOL, Oid.BOOL_ARRAY, (values, row) -> values.bool(column.apply(row)));
    }

    static <T> BinaryColumn<T> uuid(Function<T, UUID> column) {
        return new BinaryColumn<>("uuid", Oid.UUID, Oid.UUID_ARRAY, (values, row) -> values.uuid(column.apply(row)));
    }

    static <T> BinaryColumn<T> bytes(Function<T, byte[]> column) {
        return new BinaryColumn<>(
                "bytea", Oid.BYTEA, Oid.BYTEA_ARRAY, (values, row) -> values.bytes(column.apply(row)));
    }

    static <T> BinaryColumn<T> instant(Function<T, Instant> column) {
        return new BinaryColumn<>(
                "timestamptz",
                Oid.TIMESTAMPTZ,
                Oid.TIMESTAMPTZ_ARRAY,
                (values, row) -> values.instant(column.apply(row)));
    }

    /** The values of these rows as one array; null where it would be larger. */
    byte[] array(List<T> rows, int maxBytes) {
        BinaryValues values = new BinaryValues(HEADER + rows.size() * EXPECTED);
        // Dimensions; whether there may be nulls; the elements' type; how many there are, and the first one's index.
        values.bare(1);
        values.bare(1);
        values.bare(oid);
        values.bare(rows.size());
        values.bare(1);
        for (T row : rows) {
            value.accept(values, row);
            if (values.size() > maxBytes) {
                return null;
            }
        }
        return values.taken();
    }
}
