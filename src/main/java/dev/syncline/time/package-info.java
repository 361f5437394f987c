/** The clock that everything reads, so that tests can set it. */
package dev.syncline.time;
