/** Breaks the packaged service on purpose, with many simulated clients at work, and proves the design's invariants afterwards. */
package dev.syncline.bench;
