package dev.syncline.resolve;

import java.util.List;

/** The positions [from, to) of a sequence. */
record Span(int from, int to) {

    int length() {
        return to - from;
    }

    boolean isEmpty() {
        return from == to;
    }

    <T> List<T> of(List<T> sequence) {
        return sequence.subList(from, to);
    }

    Span without(int head, int tail) {
        return new Span(from + head, to - tail);
    }
}
