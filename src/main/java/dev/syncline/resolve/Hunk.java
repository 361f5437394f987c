package dev.syncline.resolve;

/** One difference: the base's elements in [baseStart, baseEnd) became the side's in [sideStart, sideEnd). */
record Hunk(int baseStart, int baseEnd, int sideStart, int sideEnd) {

    int baseLength() {
        return baseEnd - baseStart;
    }

    int sideLength() {
        return sideEnd - sideStart;
    }
}
