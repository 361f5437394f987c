/** Forgets what is older than the service promises to keep. */
package dev.syncline.retention;
