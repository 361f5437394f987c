/** Changes that the service failed on: published for other tools, listed, shown, edited, sent again and given up. */
package dev.syncline.deadletter;
