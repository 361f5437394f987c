package dev.syncline.resolve;

import java.util.List;
import java.util.Objects;

/** How far two sequences begin and end alike. */
final class Sequences {

    private Sequences() {}

    static int equalHead(List<?> one, List<?> other) {
        int length = Math.min(one.size(), other.size());
        int head = 0;
        while (head < length && Objects.equals(one.get(head), other.get(head))) {
            head++;
        }
        return head;
    }

    /** Without the head, so that the two never overlap. */
    static int equalTail(List<?> one, List<?> other, int head) {
        int length = Math.min(one.size(), other.size()) - head;
        int tail = 0;
        while (tail < length && Objects.equals(one.get(one.size() - 1 - tail), other.get(other.size() - 1 - tail))) {
            tail++;
        }
        return tail;
    }

    /** Whether one is the other, or that with something more at one place. */
    static boolean oneIsMore(List<?> one, List<?> other) {
        int head = equalHead(one, other);
        return head + equalTail(one, other, head) == Math.min(one.size(), other.size());
    }
}
