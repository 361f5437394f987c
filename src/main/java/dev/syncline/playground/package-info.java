/** Serves the first page: two devices to play with in development, in production a word on where things are. */
package dev.syncline.playground;
