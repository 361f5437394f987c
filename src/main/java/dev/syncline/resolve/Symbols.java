package dev.syncline.resolve;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives equal elements equal small numbers, so that a diff compares ints instead of texts or JSON values. */
final class Symbols {

    private final Map<Object, Integer> numbers = new HashMap<>();

    int[] of(List<?> elements) {
        int[] symbols = new int[elements.size()];
        int next = 0;
        for (Object element : elements) {
            Integer known = numbers.putIfAbsent(element, numbers.size());
            symbols[next++] = known == null ? numbers.size() - 1 : known;
        }
        return symbols;
    }
}
