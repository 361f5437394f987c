package dev.syncline.json;

/** JSON text that is written as it stands: what {@link JsonWriter} itself wrote before, need not be read for that. */
public record RawJson(String text) {}
