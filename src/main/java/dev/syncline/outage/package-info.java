/** Takes the embedded backends away for a while, in development and tests only. */
package dev.syncline.outage;
