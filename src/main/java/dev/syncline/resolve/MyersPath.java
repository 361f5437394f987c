package dev.syncline.resolve;

/**
 * Finds a shortest edit path in linear space by searching from both corners until the two searches meet, and marks what
 * lies off it. Source: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), section 4b.
 */
final class MyersPath {

    /** Takes the positions in the base and the side that have no partner on the path. */
    interface Marker {
        void removed(int basePosition);

        void added(int sidePosition);
    }

    private final int[] base;
    private final int[] side;
    private final Marker marker;
    private final Budget budget;

    // How far each diagonal (base position minus side position) was reached, as a base position, from either corner.
    private final int[] forward;
    private final int[] backward;
    private final int zero;

    MyersPath(int[] base, int[] side, Marker marker, Budget budget) {
        this.base = base;
        this.side = side;
        this.marker = marker;
        this.budget = budget;
        this.zero = side.length + 1;
        this.forward = new int[base.length + side.length + 3];
        this.backward = new int[base.length + side.length + 3];
    }

    /** Marks the whole difference; false when the budget ends first. */
    boolean mark() {
        return mark(new Box(0, base.length, 0, side.length));
    }

    private boolean mark(Box whole) {
        Box box = withoutEqualEnds(whole);
        if (box.baseFrom == box.baseTo) {
            for (int at = box.sideFrom; at < box.sideTo; at++) {
                marker.added(at);
            }
            return true;
        }
        if (box.sideFrom == box.sideTo) {
            for (int at = box.baseFrom; at < box.baseTo; at++) {
                marker.removed(at);
            }
            return true;
        }
        Meeting meeting = new Search(box).run();
        return meeting != null && mark(box.before(meeting)) && mark(box.after(meeting));
    }

    private Box withoutEqualEnds(Box box) {
        int baseFrom = box.baseFrom;
        int baseTo = box.baseTo;
        int sideFrom = box.sideFrom;
        int sideTo = box.sideTo;
        while (baseFrom < baseTo && sideFrom < sideTo && base[baseFrom] == side[sideFrom]) {
            baseFrom++;
            sideFrom++;
        }
        while (baseFrom < baseTo && sideFrom < sideTo && base[baseTo - 1] == side[sideTo - 1]) {
            baseTo--;
            sideTo--;
        }
        return new Box(baseFrom, baseTo, sideFrom, sideTo);
    }

    private record Box(int baseFrom, int baseTo, int sideFrom, int sideTo) {

        Box before(Meeting meeting) {
            return new Box(baseFrom, meeting.base, sideFrom, meeting.side);
        }

        Box after(Meeting meeting) {
            return new Box(meeting.base, baseTo, meeting.side, sideTo);
        }
    }

    private record Meeting(int base, int side) {}

    /** The diagonals that one of the two searches has open; every second one is visited in a round. */
    private static final class Fan {

        private final int lowest;
        private final int highest;
        private int low;
        private int high;

        Fan(int start, int lowest, int highest) {
            this.low = start;
            this.high = start;
            this.lowest = lowest;
            this.highest = highest;
        }

        /** One diagonal further on either hand, or back inside where the box ends; the new neighbours are unreached. */
        void widen(int[] reached, int zero, int unreached) {
            if (low > lowest) {
                low--;
                reached[zero + low - 1] = unreached;
            } else {
                low++;
            }
            if (high < highest) {
                high++;
                reached[zero + high + 1] = unreached;
            } else {
                high--;
            }
        }

        boolean holds(int diagonal) {
            return low <= diagonal && diagonal <= high;
        }
    }

    private final class Search {

        private final Box box;
        private final boolean oddDistance;
        private final Fan ahead;
        private final Fan back;
        private long steps;

        Search(Box box) {
            this.box = box;
            int lowest = box.baseFrom - box.sideTo;
            int highest = box.baseTo - box.sideFrom;
            int start = box.baseFrom - box.sideFrom;
            int end = box.baseTo - box.sideTo;
            ahead = new Fan(start, lowest, highest);
            back = new Fan(end, lowest, highest);
            oddDistance = ((start - end) & 1) != 0;
            forward[zero + start] = box.baseFrom;
            backward[zero + end] = box.baseTo;
        }

        /** Where the two searches meet, or null when the budget ends first. */
        Meeting run() {
            Meeting meeting = null;
            while (meeting == null) {
                steps = 0;
                meeting = goForward();
                if (meeting == null) {
                    meeting = goBackward();
                }
                if (!budget.spend(steps)) {
                    return null;
                }
            }
            return meeting;
        }

        private Meeting goForward() {
            ahead.widen(forward, zero, -1);
            for (int diagonal = ahead.high; diagonal >= ahead.low; diagonal -= 2) {
                int removing = forward[zero + diagonal - 1] + 1;
                int adding = forward[zero + diagonal + 1];
                int start = Math.max(removing, adding);
                int at = start;
                while (at < box.baseTo && at - diagonal < box.sideTo && base[at] == side[at - diagonal]) {
                    at++;
                }
                steps += 1 + at - start;
                forward[zero + diagonal] = at;
                if (oddDistance && back.holds(diagonal) && backward[zero + diagonal] <= at) {
                    return new Meeting(at, at - diagonal);
                }
            }
            return null;
        }

        private Meeting goBackward() {
            back.widen(backward, zero, Integer.MAX_VALUE);
            for (int diagonal = back.high; diagonal >= back.low; diagonal -= 2) {
                int adding = backward[zero + diagonal - 1];
                int removing = backward[zero + diagonal + 1] - 1;
                int start = Math.min(adding, removing);
                int at = start;
                while (at > box.baseFrom && at - diagonal > box.sideFrom && base[at - 1] == side[at - diagonal - 1]) {
                    at--;
                }
                steps += 1 + start - at;
                backward[zero + diagonal] = at;
                if (!oddDistance && ahead.holds(diagonal) && at <= forward[zero + diagonal]) {
                    return new Meeting(at, at - diagonal);
                }
            }
            return null;
        }
    }
}
