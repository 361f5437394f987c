package dev.syncline.store;

/**
 * A run of the database's history.
 *
 * @param token names it to clients, in 8 hexadecimal digits; two histories that forked from one backup have different
 *     tokens
 */
public record Epoch(int number, String token) {}
