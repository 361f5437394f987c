package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.syncline.json.JsonTrees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SymbolsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Property(tries = 200)
    @Domain(JsonTrees.class)
    void equalElementsAndOnlyTheseHaveEqualNumbers(@ForAll Map<String, Object> one, @ForAll Map<String, Object> other) {
        List<Object> values = new ArrayList<>(one.values());
        values.add(one);
        values.addAll(other.values());
        values.add(other);
        values.add(List.of(one));
        values.add(null);
        int[] symbols = new Symbols().of(values);

        for (int at = 0; at < symbols.length; at++) {
            assertEquals(values.indexOf(values.get(at)), indexOf(symbols[at], symbols));
        }
        assertEquals(
                new ArrayList<>(new LinkedHashSet<>(values)),
                new ArrayList<>(new Symbols().distinct(values).values()));
    }

    /** As many as a change can hold. */
    static Stream<List<Object>> elementsOfOneHash() {
        return Stream.of(
                longs(0).limit(15_000).map(number -> (Object) List.of(number)).toList(),
                longs(0).limit(12_000)
                        .map(number -> (Object) Map.of("", number))
                        .toList(),
                mixed());
    }

    @ParameterizedTest
    @MethodSource("elementsOfOneHash")
    void elementsOfOneHashMergeAsFastAsOthers(List<Object> base) {
        assertEquals(1, base.stream().mapToInt(Object::hashCode).distinct().count());
        List<Object> mine = base.subList(1, base.size());
        List<Object> theirs = base.subList(0, base.size() - 1);
        List<Object> expected = base.subList(1, base.size() - 1);

        for (FieldType type : List.of(FieldType.SET, FieldType.LIST)) {
            var merged = assertTimeoutPreemptively(SOON, () -> TypedMerge.merge(type, base, mine, theirs, true));

            assertEquals(Optional.of(TypedMerge.Result.lossless(expected)), merged);
        }
    }

    private static List<Object> mixed() {
        List<String> texts = List.of("");
        for (int length = 0; length < 12; length++) {
            texts = texts.stream()
                    .flatMap(text -> Stream.of(text + "Aa", text + "BB"))
                    .toList();
        }
        return Stream.concat(texts.stream(), longs(texts.get(0).hashCode()).limit(5_000))
                .map(Object.class::cast)
                .toList();
    }

    private static Stream<Long> longs(int hash) {
        return LongStream.rangeClosed(1, 1 << 20)
                .map(high -> high << 32 | (high ^ hash) & 0xFFFF_FFFFL)
                .boxed();
    }

    private static int indexOf(int symbol, int[] symbols) {
        int at = 0;
        while (symbols[at] != symbol) {
            at++;
        }
        return at;
    }
}
