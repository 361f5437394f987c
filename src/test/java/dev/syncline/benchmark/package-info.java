/** Measures the packaged service side by side with what people would write instead, and with the machine's limit. */
package dev.syncline.benchmark;
