/** The broker's clients as the service sets them up, each kind in one place. */
package dev.syncline.kafka;
