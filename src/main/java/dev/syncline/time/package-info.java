/** The clock that everything reads, so that tests can set it, and the threads that work by it. */
package dev.syncline.time;
