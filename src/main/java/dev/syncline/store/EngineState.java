package dev.syncline.store;

import java.time.Instant;

/** Whether an operator has stopped the engine, and who said so last. */
public record EngineState(boolean paused, String changedBy, Instant changedAt) {}
