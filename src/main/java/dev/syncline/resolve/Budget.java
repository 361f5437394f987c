package dev.syncline.resolve;

/** The steps that one merge may still take, so that no input, however hostile, runs on. */
final class Budget {

    private long left;

    Budget(long steps) {
        left = steps;
    }

    /** Takes the steps off if there are enough, and says so; what is refused leaves the rest to smaller work. */
    boolean spend(long steps) {
        if (steps > left) {
            return false;
        }
        left -= steps;
        return true;
    }
}
