/** A real broker and a real database for development and tests, so neither needs anything but a JDK. */
package dev.syncline.embedded;
