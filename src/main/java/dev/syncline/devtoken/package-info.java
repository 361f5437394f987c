/** Issues tokens without a provider, in development and tests only. */
package dev.syncline.devtoken;
