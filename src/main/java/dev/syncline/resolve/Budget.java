package dev.syncline.resolve;

/** The steps that one merge may still take, so that no input, however hostile, runs on. */
final class Budget {

    private long left;

    Budget(long steps) {
        left = steps;
    }

    /** Takes the steps off and says whether there were enough. */
    boolean spend(long steps) {
        left -= steps;
        return left >= 0;
    }
}
