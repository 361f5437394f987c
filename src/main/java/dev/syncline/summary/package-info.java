/** What many outcomes add up to, in plain JDK types: counts and latencies that can be added to others. */
package dev.syncline.summary;
