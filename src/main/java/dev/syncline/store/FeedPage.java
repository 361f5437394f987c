package dev.syncline.store;

import java.util.List;

/**
 * Records in the order in which they last changed.
 *
 * @param <T> what is made of each
 * @param next where the next page begins
 * @param more whether there is more to read at once
 * @param heldBack whether later rows are committed that an open writer keeps from being shown
 */
public record FeedPage<T>(List<T> items, FeedCursor next, Epoch epoch, boolean more, boolean heldBack) {}
