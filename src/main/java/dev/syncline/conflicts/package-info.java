/** What lost against another write: listed, shown, and sent again. */
package dev.syncline.conflicts;
