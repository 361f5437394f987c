/** Serves the operators' page, and tells it how one signs in and who has. */
package dev.syncline.console;
