/** What arrives, taken apart and judged change by change, knowing nothing of HTTP. */
package dev.syncline.ingress;
