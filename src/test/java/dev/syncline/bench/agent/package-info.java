/** What is attached to the packaged service to break it at an exact place; production code knows nothing of it. */
package dev.syncline.bench.agent;
