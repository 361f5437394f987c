package dev.syncline.resolve;

import java.util.function.IntPredicate;

/**
 * Gives a diff its usual form: where a run of changed elements could as well stand a few elements higher or lower, it is
 * joined with the runs it can touch and put beside a change of the other sequence, else at a line's end, else as low as
 * it goes. The first and last rule are those of git's diff, whose merges this library's merges agree with.
 */
final class Slider {

    private final Run run;
    private final Run other;
    private final IntPredicate closesLine;
    private final Budget budget;

    private int highestEnd;
    private boolean metChange;

    private Slider(Run run, Run other, IntPredicate closesLine, Budget budget) {
        this.run = run;
        this.other = other;
        this.closesLine = closesLine;
        this.budget = budget;
    }

    /** Slides the runs of one sequence; false when the budget ends first. */
    static boolean slide(
            int[] symbols,
            boolean[] changed,
            int[] otherSymbols,
            boolean[] otherChanged,
            IntPredicate closesLine,
            Budget budget) {
        Run run = new Run(symbols, changed);
        Run other = new Run(otherSymbols, otherChanged);
        return new Slider(run, other, closesLine, budget).slideAll();
    }

    private boolean slideAll() {
        do {
            if (!run.isEmpty() && !slideOne()) {
                return false;
            }
        } while (run.next() && other.next());
        return true;
    }

    private boolean slideOne() {
        int length;
        do {
            length = run.length();
            if (!budget.spend(length) || !toTop() || !toBottom()) {
                return false;
            }
        } while (run.length() != length);
        if (run.end > highestEnd) {
            settle();
        }
        return true;
    }

    // The k-th run of one sequence belongs to the k-th of the other, so that both walk together.
    private boolean toTop() {
        while (run.slideUp()) {
            other.previous();
            if (!budget.spend(1)) {
                return false;
            }
        }
        highestEnd = run.end;
        metChange = !other.isEmpty();
        return true;
    }

    private boolean toBottom() {
        while (run.slideDown()) {
            other.next();
            metChange |= !other.isEmpty();
            if (!budget.spend(1)) {
                return false;
            }
        }
        return true;
    }

    private void settle() {
        if (metChange) {
            while (other.isEmpty()) {
                up();
            }
            return;
        }
        int end = run.end;
        while (end >= highestEnd && !closesLine.test(run.symbols[end - 1])) {
            end--;
        }
        while (end >= highestEnd && run.end > end) {
            up();
        }
    }

    private void up() {
        run.slideUp();
        other.previous();
    }

    /** A place between two unchanged elements with the changed ones that stand there, often none. */
    private static final class Run {

        private final int[] symbols;
        private final boolean[] changed;
        private int start;
        private int end;

        Run(int[] symbols, boolean[] changed) {
            this.symbols = symbols;
            this.changed = changed;
            growDown();
        }

        boolean isEmpty() {
            return start == end;
        }

        int length() {
            return end - start;
        }

        boolean next() {
            if (end == symbols.length) {
                return false;
            }
            start = end + 1;
            end = start;
            growDown();
            return true;
        }

        void previous() {
            end = start - 1;
            start = end;
            growUp();
        }

        boolean slideDown() {
            if (end == symbols.length || symbols[start] != symbols[end]) {
                return false;
            }
            changed[start++] = false;
            changed[end++] = true;
            growDown();
            return true;
        }

        boolean slideUp() {
            if (start == 0 || symbols[start - 1] != symbols[end - 1]) {
                return false;
            }
            changed[--start] = true;
            changed[--end] = false;
            growUp();
            return true;
        }

        private void growDown() {
            while (end < symbols.length && changed[end]) {
                end++;
            }
        }

        private void growUp() {
            while (start > 0 && changed[start - 1]) {
                start--;
            }
        }
    }
}
