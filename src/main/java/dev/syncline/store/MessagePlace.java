package dev.syncline.store;

/** Where a message lies in its topic. */
public record MessagePlace(String topic, int partition, long offset) {}
