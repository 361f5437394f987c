/** The vocabulary: records, changes, stamps, outcomes and acks, in plain JDK types. */
package dev.syncline.change;
