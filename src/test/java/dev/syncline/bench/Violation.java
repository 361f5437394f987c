package dev.syncline.bench;

/** Something that must not be, with the number of the design's invariant that it breaks; 0 for what nobody expected. */
record Violation(int invariant, String what) {}
