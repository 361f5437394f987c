/** The sync engine: takes the outbox in batches, and for each batch loads, resolves, commits, acknowledges. */
package dev.syncline.engine;
