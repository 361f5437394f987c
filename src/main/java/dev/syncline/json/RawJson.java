package dev.syncline.json;

/**
 * JSON text that is written as it stands: what {@link JsonWriter} itself wrote before, need not be read for that.
 *
 * @param utf8 the text in UTF-8
 */
public record RawJson(byte[] utf8) {}
