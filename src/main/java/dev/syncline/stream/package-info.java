/** Tells clients at once, over a connection that they hold open, what they would otherwise ask for again and again. */
package dev.syncline.stream;
