/** Shows how the sync stands, and takes an operator's stop and go and a user's "now". */
package dev.syncline.progress;
