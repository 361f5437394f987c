/** Tells a tenant what became of its changes over a time, from sums that are made meanwhile. */
package dev.syncline.analytics;
