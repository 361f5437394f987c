/** The browser client in a real Chromium against the running service. */
package dev.syncline.browser;
