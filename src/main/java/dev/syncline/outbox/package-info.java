/** The sync queue: accepted changes on their way through Kafka, from the ingress to the engine. */
package dev.syncline.outbox;
