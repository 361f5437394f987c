/** Records as they are and were, read one by one. */
package dev.syncline.records;
