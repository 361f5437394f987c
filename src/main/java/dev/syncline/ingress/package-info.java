/** What devices push over HTTP, taken apart, judged change by change, and handed to the outbox. */
package dev.syncline.ingress;
