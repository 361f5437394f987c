/** Outlives what the environment does: says whose fault a failure is, repeats calls, and watches broker and database. */
package dev.syncline.retry;
