/** What became of changes, told to their clients: by id, by page, and by waiting for it. */
package dev.syncline.acks;
