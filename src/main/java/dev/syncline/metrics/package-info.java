/** Every meter, declared in one place. */
package dev.syncline.metrics;
