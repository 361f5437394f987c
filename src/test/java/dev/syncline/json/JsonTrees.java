package dev.syncline.json;

import dev.syncline.change.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Arbitrary JSON values in the normal form. */
public class JsonTrees extends DomainContextBase {

    @Provide
    Arbitrary<Object> trees() {
        return tree(3);
    }

    @Provide
    Arbitrary<Map<String, Object>> objects() {
        return object(2);
    }

    private static Arbitrary<Object> tree(int depth) {
        return depth == 0
                ? scalar()
                : Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(3, scalar()),
                        net.jqwik.api.Tuple.of(1, object(depth - 1).map(object -> (Object) object)),
                        net.jqwik.api.Tuple.of(
                                1, tree(depth - 1).list().ofMaxSize(4).map(list -> (Object) new ArrayList<>(list))));
    }

    private static Arbitrary<Map<String, Object>> object(int depth) {
        return Arbitraries.maps(texts(), tree(depth).injectNull(0.1))
                .ofMaxSize(4)
                .map(LinkedHashMap::new);
    }

    private static Arbitrary<Object> scalar() {
        return Arbitraries.oneOf(
                texts().map(text -> (Object) text),
                Arbitraries.longs().between(-Json.MAX_INTEGER, Json.MAX_INTEGER).map(number -> (Object) number),
                Arbitraries.longs()
                        .map(Double::longBitsToDouble)
                        .filter(Double::isFinite)
                        .map(number -> (Object) Json.number(number)),
                Arbitraries.of(true, false).map(bool -> (Object) bool));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings().all().ofMaxLength(12).filter(Texts::isStorable);
    }
}
