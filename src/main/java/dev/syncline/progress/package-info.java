/** Shows how the sync stands, and takes an operator's pause and resume and a user's "now". */
package dev.syncline.progress;
