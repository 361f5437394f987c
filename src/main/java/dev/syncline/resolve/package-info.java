/** Pure resolution: from (stored, base, change) to a decision, with no I/O and no framework. */
package dev.syncline.resolve;
