/** Records as they are and were, read one by one, and as other services are told of them. */
package dev.syncline.records;
