/** One trace from a push to its acks, across the broker; off, and without cost, unless a collector is named. */
package dev.syncline.tracing;
