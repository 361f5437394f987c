package dev.syncline.resolve;

import dev.syncline.change.Fingerprint;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives equal elements equal small numbers, so that a diff compares ints instead of texts or JSON values. */
final class Symbols {

    // A bin that someone fills on purpose stays quick only if its keys are comparable, which those of one class are.
    private final Map<Class<?>, Map<Object, Integer>> numbers = new HashMap<>();
    private int next;

    int[] of(List<?> elements) {
        int[] symbols = new int[elements.size()];
        int at = 0;
        for (Object element : elements) {
            symbols[at++] = number(element);
        }
        return symbols;
    }

    /** The elements by their numbers, in order and each once. */
    Map<Integer, Object> distinct(List<?> elements) {
        Map<Integer, Object> distinct = new LinkedHashMap<>();
        elements.forEach(element -> distinct.putIfAbsent(number(element), element));
        return distinct;
    }

    private int number(Object element) {
        Object key = element instanceof Comparable ? element : Fingerprint.of(element);
        Map<Object, Integer> ofClass = numbers.computeIfAbsent(key.getClass(), any -> new HashMap<>());
        Integer known = ofClass.putIfAbsent(key, next);
        return known == null ? next++ : known;
    }
}
